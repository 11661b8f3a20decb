"""A receipt by word of mouth: four words that follow from the hash of what was signed.

Whoever acknowledges a notice while the line between two nodes is down reads the words out on the
telephone. The other end writes down what it heard. When the entry arrives, both are compared with
its id: if they are the same, the person on the telephone had that very entry.

Four words of 256 are 32 bits: who guesses is right once in 4,294,967,296 times. That is against
mishearing, mixing up and guessing. It is not a signature: whoever can compute some billions of hashes can make a text with
given words, so what counts is the entry and never the call.

The words are short and differ in their first four letters. For those who do not speak English each of
them has its number in the list: three digits, in whichever digits one writes. Nobody learns from them what was signed.
"""

from trilateral.ledger.entry import EntryId

NUMBERS = 4
WORDS = tuple(
    """
    acorn alarm album amber anchor angle apple apron arrow ash atlas attic autumn badge baker bamboo
    banana barrel basin basket beach bell bishop blanket boot bottle bowl branch bread brick bridge bronze
    broom brush bucket button cabin cable cactus camel candle canoe canvas carpet castle cedar cellar chalk
    cherry circus cliff clover coast cobra coffee copper coral cotton cradle crystal curtain cushion dawn desert
    diamond dinner dolphin donkey dragon drum dust eagle earth easel echo elbow emerald engine envelope fabric
    falcon fence ferry fiddle finger flute fog forest fountain frost galaxy garden garlic gate giraffe glacier
    gold grape gravel guitar hammer hazel helmet honey hotel igloo indigo insect iron island ivory jacket
    jaguar jasmine jelly jewel jungle kangaroo kayak kitchen koala ladder lagoon lamp lantern lava lemon library
    lilac lion lobster locket lotus lumber magnet mango maple marble meadow melon mercury mirror mosaic museum
    mustard napkin nectar needle nickel notebook nutmeg oasis ocean olive onion opal opera orange orbit orchid
    otter oxygen paddle palace panda paper parrot pasture pebble pelican pencil pepper piano picnic pigeon pillow
    pilot planet plum potato powder prism pumpkin purple puzzle pyramid quartz queen quilt rabbit radish raven
    ribbon river robin rose rubber ruby saffron sailor salad sandal satin scarf school shadow shelter silver
    sketch soap spider spruce stable stone sugar sunset swallow teapot temple tent thumb tiger timber tomato
    torch towel tractor trumpet tulip tunnel turtle umbrella unicorn valley vanilla velvet village vinegar violin volcano
    wagon walnut water whale wheat whisper window winter wolf wood yacht yellow yogurt zebra zenith zigzag
    """.split()  # noqa: SIM905 - so many words are read more easily without marks round each
)
"""In alphabetical order; a word's place is its number."""

_NUMBER_OF = {word: number for number, word in enumerate(WORDS)}
_PREFIX = 4


def numbers_of(entry: EntryId) -> tuple[int, ...]:
    """Return the numbers that follow from an id: its first four bytes."""
    return tuple(bytes.fromhex(entry)[:NUMBERS])


def words_of(numbers: tuple[int, ...]) -> str:
    """Return the words with these numbers."""
    return " ".join(WORDS[number] for number in numbers)


def digits_of(numbers: tuple[int, ...]) -> str:
    """Return the numbers as they are read out, three digits each."""
    return " ".join(f"{number:03}" for number in numbers)


def heard(words: str) -> tuple[int, ...] | None:
    """Return the numbers of what somebody wrote down; None if that is not four words of the list or numbers.

    A word may be cut after its fourth letter, and words and numbers may be mixed.
    """
    found = tuple(_number(word) for word in words.casefold().replace(",", " ").replace("-", " ").split())
    numbers = tuple(number for number in found if number is not None)
    return numbers if len(found) == len(numbers) == NUMBERS else None


def _number(word: str) -> int | None:
    if word in _NUMBER_OF:
        return _NUMBER_OF[word]
    if word.isdecimal() and len(word) == 3:
        return int(word) if int(word) < len(WORDS) else None
    return next(
        (number for known, number in _NUMBER_OF.items() if len(word) >= _PREFIX and known.startswith(word)), None
    )
