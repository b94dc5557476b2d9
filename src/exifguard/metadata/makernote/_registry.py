"""Every kind of maker note that is read, one line a vendor."""

from __future__ import annotations

from typing import Final

from ._apple import MAKER as APPLE
from ._base import Maker
from ._canon import MAKER as CANON
from ._casio import MAKERS as CASIO
from ._dji import MAKERS as DJI
from ._flir import MAKER as FLIR
from ._fujifilm import MAKERS as FUJIFILM
from ._ge import MAKER as GE
from ._google import MAKERS as GOOGLE
from ._gopro import MAKER as GOPRO
from ._hp import MAKERS as HP
from ._huawei import MAKER as HUAWEI
from ._jvc import MAKERS as JVC
from ._kodak import MAKER as KODAK
from ._leica import BACK as LEICA_BACK
from ._leica import MAKERS as LEICA
from ._minolta import MAKERS as MINOLTA
from ._motorola import MAKER as MOTOROLA
from ._nikon import MAKERS as NIKON
from ._nintendo import MAKER as NINTENDO
from ._olympus import MAKERS as OLYMPUS
from ._panasonic import MAKERS as PANASONIC
from ._pentax import MAKERS as PENTAX
from ._phaseone import MAKER as PHASE_ONE
from ._reconyx import MAKERS as RECONYX
from ._ricoh import MAKERS as RICOH
from ._samsung import MAKERS as SAMSUNG
from ._samsung import PREVIEW
from ._sanyo import MAKER as SANYO
from ._sigma import MAKERS as SIGMA
from ._sony import MAKERS as SONY
from ._xiaomi import MAKER as XIAOMI

MAKERS: Final[tuple[Maker, ...]] = (
    APPLE,
    *FUJIFILM,
    GE,
    *GOOGLE,
    *HP,
    HUAWEI,
    *JVC,
    *LEICA,
    MOTOROLA,
    *OLYMPUS,
    *PANASONIC,
    PHASE_ONE,
    *RECONYX,
    *SAMSUNG,
    SANYO,
    *SIGMA,
    # by a signature or by their make
    *CASIO,
    *DJI,
    KODAK,
    *MINOLTA,
    *NIKON,
    *PENTAX,
    *RICOH,
    *SONY,
    # by their make alone
    CANON,
    FLIR,
    GOPRO,
    LEICA_BACK,
    NINTENDO,
    PREVIEW,
    XIAOMI,
)
"""In the order in which they are asked."""
