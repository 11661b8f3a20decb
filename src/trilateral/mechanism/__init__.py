"""The domain: one package a subject (a "slice"). Slices do not import each other."""
