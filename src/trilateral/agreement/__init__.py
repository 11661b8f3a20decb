"""Ideas that several slices share: acceptance by each party, and clocks.

Pure, like the slices' rules that use them.
"""
