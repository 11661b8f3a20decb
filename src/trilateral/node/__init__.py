"""A party at work: its clock, its keys, its signer, and all waiting and retrying."""
