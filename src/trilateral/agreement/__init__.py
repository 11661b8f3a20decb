"""Ideas that several slices share: acceptance by each party, clocks, and repetition.

Pure, like the slices' rules that use them.
"""
