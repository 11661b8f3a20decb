"""`python -m trilateral`: the same commands, where the program is installed and its directory is not searched."""

from trilateral.cli import main

if __name__ == "__main__":
    main(prog_name="trilateral")
