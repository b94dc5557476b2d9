"""Entropy coded numbers of JPEG XL (ISO/IEC 18181-1 annex C), decoded to find where they end.

The ICC profile and the order of a frame's sections are coded so, without saying how long they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from ..errors import MalformedError
from ..structures.bits import BitReader

ANS_END: Final = 0x130000
TABLE_BITS: Final = 12
TABLE: Final = 1 << TABLE_BITS
WINDOW: Final = 1 << 20
PROFILE_MAX: Final = 1 << 20
PROFILE_CONTEXTS, TOC_CONTEXTS = 41, 8

LOG_COUNTS: Final = (
    *((3, 10), (7, 12), (3, 7), (4, 3), (3, 6), (3, 8), (3, 9), (4, 5)),
    *((3, 10), (4, 4), (3, 7), (4, 1), (3, 6), (3, 8), (3, 9), (4, 2)),
    *((3, 10), (5, 0), (3, 7), (4, 3), (3, 6), (3, 8), (3, 9), (4, 5)),
    *((3, 10), (4, 4), (3, 7), (4, 1), (3, 6), (3, 8), (3, 9), (4, 2)),
    *((3, 10), (6, 11), (3, 7), (4, 3), (3, 6), (3, 8), (3, 9), (4, 5)),
    *((3, 10), (4, 4), (3, 7), (4, 1), (3, 6), (3, 8), (3, 9), (4, 2)),
    *((3, 10), (5, 0), (3, 7), (4, 3), (3, 6), (3, 8), (3, 9), (4, 5)),
    *((3, 10), (4, 4), (3, 7), (4, 1), (3, 6), (3, 8), (3, 9), (4, 2)),
    *((3, 10), (7, 13), (3, 7), (4, 3), (3, 6), (3, 8), (3, 9), (4, 5)),
    *((3, 10), (4, 4), (3, 7), (4, 1), (3, 6), (3, 8), (3, 9), (4, 2)),
    *((3, 10), (5, 0), (3, 7), (4, 3), (3, 6), (3, 8), (3, 9), (4, 5)),
    *((3, 10), (4, 4), (3, 7), (4, 1), (3, 6), (3, 8), (3, 9), (4, 2)),
    *((3, 10), (6, 11), (3, 7), (4, 3), (3, 6), (3, 8), (3, 9), (4, 5)),
    *((3, 10), (4, 4), (3, 7), (4, 1), (3, 6), (3, 8), (3, 9), (4, 2)),
    *((3, 10), (5, 0), (3, 7), (4, 3), (3, 6), (3, 8), (3, 9), (4, 5)),
    *((3, 10), (4, 4), (3, 7), (4, 1), (3, 6), (3, 8), (3, 9), (4, 2)),
)
"""Length and value of the code for the logarithm of a count, by the next seven bits (clause C.2.5)."""


def _broken(message: str) -> MalformedError:
    return MalformedError(message, rule="entropy-code")


class Config(NamedTuple):
    """HybridUintConfig (clause C.2.3)."""

    exponent: int
    msb: int
    lsb: int

    def value(self, bits: BitReader, token: int) -> int:
        """A number from its token and the bits that follow."""
        split = 1 << self.exponent
        if token < split:
            return token
        inside = self.msb + self.lsb
        count = self.exponent - inside + (token - split >> inside)
        if count > 32:
            raise _broken("a number is too large")
        low = token & ((1 << self.lsb) - 1)
        token >>= self.lsb
        head = token & ((1 << self.msb) - 1) | 1 << self.msb
        return (head << count | bits.u(count)) << self.lsb | low


def _config(bits: BitReader, alphabet: int) -> Config:
    exponent = bits.u(alphabet.bit_length())
    if exponent > alphabet:
        raise _broken("a code is not valid")
    if exponent == alphabet:
        return Config(exponent, 0, 0)
    msb = bits.u(exponent.bit_length())
    if msb > exponent:
        raise _broken("a code is not valid")
    lsb = bits.u((exponent - msb).bit_length())
    if msb + lsb > exponent:
        raise _broken("a code is not valid")
    return Config(exponent, msb, lsb)


def _short(bits: BitReader, width: int = 3) -> int:
    """A number whose own width comes first (clause C.2.1)."""
    if not bits.bool():
        return 0
    count = bits.u(width)
    return (1 << count) + (bits.u(count) if count else 0)


# -- prefix codes (RFC 7932 clause 3) -----------------------------------------------------------------


class Prefix:
    """A prefix code."""

    def __init__(self, lengths: Sequence[int]) -> None:
        self.codes: dict[tuple[int, int], int] = {}
        self.most = max(lengths, default=0)
        code = 0
        for length in range(1, self.most + 1):
            for symbol, one in enumerate(lengths):
                if one == length:
                    self.codes[(length, code)] = symbol
                    code += 1
            code <<= 1
        self.only = next((symbol for symbol, one in enumerate(lengths) if one), 0)
        if self.most and len(self.codes) > 1 and code != 2 << self.most:
            raise _broken("a prefix code is not complete")

    def read(self, bits: BitReader) -> int:
        """The next symbol."""
        if len(self.codes) < 2:
            return self.only
        code = 0
        for length in range(1, self.most + 1):
            code = code << 1 | bits.u(1)
            symbol = self.codes.get((length, code))
            if symbol is not None:
                return symbol
        raise _broken("a prefix code is not valid")


ORDER: Final = (1, 2, 3, 4, 0, 5, 17, 6, 16, 7, 8, 9, 10, 11, 12, 13, 14, 15)
LENGTH_CODES: Final = {0: (2, 0), 1: (4, 7), 2: (3, 3), 3: (2, 2), 4: (2, 1), 5: (4, 15)}
"""How long the codes of code lengths are: width, and the bits with the first one lowest."""


def _prefix(bits: BitReader, alphabet: int) -> Prefix:
    if alphabet == 1:
        return Prefix(())
    skipped = bits.u(2)
    return _simple(bits, alphabet) if skipped == 1 else _complex(bits, alphabet, skipped)


def _simple(bits: BitReader, alphabet: int) -> Prefix:
    count = 1 + bits.u(2)
    width = (alphabet - 1).bit_length()
    symbols = [bits.u(width) for _ in range(count)]
    if len(set(symbols)) < count or max(symbols) >= alphabet:
        raise _broken("a prefix code is not valid")
    lengths = ((1,), (1, 1), (1, 2, 2), (2, 2, 2, 2))[count - 1]
    if count == 4 and bits.bool():
        lengths = (1, 2, 3, 3)
    table = [0] * alphabet
    for symbol, length in zip(symbols, lengths, strict=True):
        table[symbol] = length
    return Prefix(table)


def _complex(bits: BitReader, alphabet: int, skipped: int) -> Prefix:
    table, space = [0] * 18, 32
    for index in ORDER[skipped:]:
        if space <= 0:
            break
        length = next(
            length
            for length, (width, code) in LENGTH_CODES.items()
            if bits.peek(4) & ((1 << width) - 1) == code
        )
        bits.skip(LENGTH_CODES[length][0])
        table[index] = length
        if length:
            space -= 32 >> length
    if space != 0 and sum(map(bool, table)) != 1:
        raise _broken("a prefix code is not complete")
    lengths = _lengths(bits, Prefix(table), alphabet)
    return Prefix(lengths)


def _lengths(bits: BitReader, code: Prefix, alphabet: int) -> list[int]:
    """Lengths of codes, with repeats (RFC 7932 clause 3.5)."""
    lengths: list[int] = []
    previous, repeat, repeated, space = 8, 0, -1, 32768
    while len(lengths) < alphabet and space > 0:
        symbol = code.read(bits)
        if symbol < 16:
            lengths.append(symbol)
            repeat = 0
            if symbol:
                previous, space = symbol, space - (32768 >> symbol)
            continue
        extra = symbol - 14
        length = previous if symbol == 16 else 0
        if repeated != length:
            repeat, repeated = 0, length
        old = repeat
        repeat = (repeat - 2 << extra if repeat else 0) + bits.u(extra) + 3
        lengths += [length] * (repeat - old)
        if length:
            space -= (repeat - old) * (32768 >> length)
        if len(lengths) > alphabet:
            raise _broken("a prefix code is too long")
    if space != 0:
        raise _broken("a prefix code is not complete")
    return lengths + [0] * (alphabet - len(lengths))


# -- ANS (clause C.2.5, C.2.6) ------------------------------------------------------------------------


def _distribution(bits: BitReader, alphabet_bits: int) -> list[int]:
    """The share of each symbol, of 4,096."""
    table = [0] * (1 << alphabet_bits)
    if bits.bool():
        symbols = [_short(bits) for _ in range(1 + bits.u(1))]
        if max(symbols) >= len(table) or len(set(symbols)) < len(symbols):
            raise _broken("a distribution is not valid")
        table[symbols[0]] = bits.u(12) if len(symbols) == 2 else TABLE
        if len(symbols) == 2:
            table[symbols[1]] = TABLE - table[symbols[0]]
        return table
    if bits.bool():
        count = _short(bits) + 1
        if count > len(table):
            raise _broken("a distribution is not valid")
        table[:count] = [TABLE // count + (index < TABLE % count) for index in range(count)]
        return table
    return _counted(bits, table)


def _counted(bits: BitReader, table: list[int]) -> list[int]:
    width = 0
    while width < 3 and bits.bool():
        width += 1
    shift = bits.u(width) + (1 << width) - 1 if width else 0
    if shift > 13:
        raise _broken("a distribution is not valid")
    count = _short(bits) + 3
    if count > len(table):
        raise _broken("a distribution is not valid")
    logs, same = _logs(bits, count)
    largest = logs.index(max(logs))
    total = previous = left = 0
    for index, log in enumerate(logs):
        if index in same:
            left = same[index]
            previous = table[index - 1] if index else 0
        if left:
            table[index], left = previous, left - 1
        elif index == largest or log == 0:
            continue
        elif log == 1:
            table[index] = 1
        else:
            more = min(max(shift - (12 - log + 1 >> 1), 0), log - 1)
            table[index] = (1 << log - 1) + ((bits.u(more) << log - 1 - more) if more else 0)
        total += table[index]
    table[largest] = TABLE - total
    if table[largest] <= 0:
        raise _broken("a distribution is not valid")
    return table


def _logs(bits: BitReader, count: int) -> tuple[list[int], dict[int, int]]:
    """Logarithms of shares, and where how many are as the one before."""
    logs: list[int] = []
    same: dict[int, int] = {}
    while len(logs) < count:
        width, log = LOG_COUNTS[bits.peek(7)]
        bits.skip(width)
        if log < 13:
            logs.append(log)
            continue
        repeats = _short(bits) + 5
        same[len(logs)] = repeats
        logs += [-1] * repeats
    if len(logs) > count or max(logs) < 0 or count - 1 in same:
        raise _broken("a distribution is not valid")
    return logs, same


class Alias:
    """A distribution as an alias table (clause C.2.6)."""

    def __init__(self, shares: list[int], alphabet_bits: int) -> None:
        size = 1 << alphabet_bits
        self.shares = shares
        self.width = TABLE_BITS - alphabet_bits
        bucket = 1 << self.width
        self.cutoffs, self.symbols, self.offsets = [0] * size, list(range(size)), [0] * size
        only = next((symbol for symbol, share in enumerate(shares) if share == TABLE), None)
        if only is not None:
            self.symbols = [only] * size
            self.offsets = [bucket * index for index in range(size)]
            return
        self.cutoffs = list(shares)
        over = [index for index, share in enumerate(shares) if share > bucket]
        under = [index for index, share in enumerate(shares) if share < bucket]
        while over:
            rich, poor = over.pop(), under.pop()
            gift = bucket - self.cutoffs[poor]
            self.cutoffs[rich] -= gift
            self.symbols[poor], self.offsets[poor] = rich, self.cutoffs[rich]
            if self.cutoffs[rich] < bucket:
                under.append(rich)
            elif self.cutoffs[rich] > bucket:
                over.append(rich)
        for index in range(size):
            if self.cutoffs[index] == bucket:
                self.symbols[index], self.offsets[index], self.cutoffs[index] = index, 0, 0
            else:
                self.offsets[index] -= self.cutoffs[index]

    def look_up(self, low: int) -> tuple[int, int, int]:
        """Symbol, its share, and the offset in it."""
        index, position = low >> self.width, low & ((1 << self.width) - 1)
        if position >= self.cutoffs[index]:
            symbol = self.symbols[index]
            return symbol, self.shares[symbol], self.offsets[index] + position
        return index, self.shares[index], position


# -- numbers -----------------------------------------------------------------------------------------


class Decoder:
    """Decodes numbers of `contexts` kinds."""

    def __init__(self, bits: BitReader, contexts: int, *, nested: bool = False) -> None:
        self.bits = bits
        self.copying: tuple[int, int] | None = None
        if bits.bool():
            if nested:
                raise _broken("copies where there can be none")
            self.copying = (
                bits.u32((224, 0), (512, 0), (4096, 0), (8, 15)),
                bits.u32((3, 0), (4, 0), (5, 2), (9, 8)),
            )
            self.length_config = _config(bits, 8)
            contexts += 1
        self.map = _clusters(bits, contexts) if contexts > 1 else [0]
        count = max(self.map) + 1
        prefix = bits.bool()
        alphabet = 15 if prefix else 5 + bits.u(2)
        self.configs = [_config(bits, alphabet) for _ in range(count)]
        self.state = -1
        self.prefixes: list[Prefix] = []
        self.tables: list[Alias] = []
        if prefix:
            sizes = [_short(bits, 4) + 1 for _ in range(count)]
            if max(sizes) > 1 << 15:
                raise _broken("an alphabet is too large")
            self.prefixes = [_prefix(bits, size) for size in sizes]
        else:
            self.tables = [Alias(_distribution(bits, alphabet), alphabet) for _ in range(count)]
            self.state = bits.u(32)
        self.window: list[int] = []
        self.copy = self.copy_at = 0

    def _token(self, cluster: int) -> int:
        if self.prefixes:
            return self.prefixes[cluster].read(self.bits)
        symbol, share, offset = self.tables[cluster].look_up(self.state & (TABLE - 1))
        self.state = share * (self.state >> TABLE_BITS) + offset
        if self.state < 1 << 16:
            self.state = self.state << 16 | self.bits.u(16)
        return symbol

    def read(self, context: int) -> int:
        """The next number of a kind."""
        if self.copying is None:
            cluster = self.map[context]
            return self.configs[cluster].value(self.bits, self._token(cluster))
        if not self.copy:
            cluster = self.map[context]
            token = self._token(cluster)
            if token < self.copying[0]:
                value = self.configs[cluster].value(self.bits, token)
                self.window.append(value)
                return value
            self._start_copy(token)
        self.copy -= 1
        value = self.window[self.copy_at] if self.copy_at < len(self.window) else 0
        self.copy_at += 1
        self.window.append(value)
        return value

    def _start_copy(self, token: int) -> None:
        assert self.copying is not None  # noqa: S101 - only then
        least, shortest = self.copying
        self.copy = self.length_config.value(self.bits, token - least) + shortest
        cluster = self.map[-1]
        distance = self.configs[cluster].value(self.bits, self._token(cluster)) + 1
        distance = min(distance, len(self.window), WINDOW)
        self.copy_at = len(self.window) - distance

    def finish(self) -> None:
        """The state of ANS ends where it has to."""
        if self.tables and self.state != ANS_END:
            raise _broken("coded numbers do not end as they should")


def _clusters(bits: BitReader, contexts: int) -> list[int]:
    """Which distribution each kind of numbers has (clause C.2.2)."""
    if bits.bool():
        width = bits.u(2)
        found = [bits.u(width) if width else 0 for _ in range(contexts)]
    else:
        moved = bits.bool()
        decoder = Decoder(bits, 1, nested=contexts <= 2)
        found = [decoder.read(0) for _ in range(contexts)]
        decoder.finish()
        if max(found) > 255:
            raise _broken("a list of distributions is not valid")
        if moved:
            found = _moved(found)
    if set(found) != set(range(max(found) + 1)):
        raise _broken("a list of distributions has gaps")
    return found


def _moved(found: list[int]) -> list[int]:
    """Undo move-to-front."""
    order = list(range(256))
    out = []
    for index in found:
        out.append(order[index])
        order.insert(0, order.pop(index))
    return out


# -- what is coded so ----------------------------------------------------------------------------------


def _profile_context(index: int, one: int, two: int) -> int:
    """Which kind of number a byte of a profile is (clause E.4.1)."""
    if index <= 128:
        return 0
    return 1 + _first(one) + 8 * _second(two)


def _is_letter(one: int) -> bool:
    return 65 <= one <= 90 or 97 <= one <= 122


def _is_number(one: int) -> bool:
    return 48 <= one <= 57 or one in (44, 46)


def _first(one: int) -> int:
    if _is_letter(one):
        return 0
    if _is_number(one):
        return 1
    if one <= 1:
        return 2 + one
    if one < 16:
        return 4
    return 5 if 240 < one < 255 else 6 if one == 255 else 7


def _second(one: int) -> int:
    if _is_letter(one):
        return 0
    if _is_number(one):
        return 1
    return 2 if one < 16 else 3 if one > 240 else 4


def skip_profile(bits: BitReader) -> None:
    """Pass over an ICC profile (clause E.4).

    Raises:
        MalformedError, TruncatedError: it is damaged, or longer than any profile (one number of it can take
            no bits at all, so that its length says nothing of the work).
    """
    size = bits.u64()
    if size > PROFILE_MAX:
        raise _broken("a colour profile is too long")
    decoder = Decoder(bits, PROFILE_CONTEXTS)
    one = two = 0
    for index in range(size):
        one, two = decoder.read(_profile_context(index, one, two)), one
        if one > 255:
            raise _broken("a colour profile is not valid")
    decoder.finish()


def skip_permutation(bits: BitReader, count: int) -> None:
    """Pass over the order of `count` sections (clause F.3.2); raises as `skip_profile` does."""
    decoder = Decoder(bits, TOC_CONTEXTS)
    end = decoder.read(_order_context(count))
    if end > count:
        raise _broken("the order of a frame is not valid")
    last = 0
    for _ in range(end):
        last = decoder.read(_order_context(last))
    decoder.finish()


def _order_context(value: int) -> int:
    return min(7, value.bit_length())
