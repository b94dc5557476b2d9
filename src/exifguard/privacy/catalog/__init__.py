"""What each metadata key reveals: one concept a row, every vocabulary side by side; a module for each theme.

Sources: Exif 2.32 and 3.0 (CIPA DC-008), TIFF 6.0, DNG 1.7, GeoTIFF 1.1, the XMP specification
(ISO 16684-1) and the namespaces that cameras and editors publish, IPTC-IIM 4.2, the IPTC Photo Metadata
Standard 2025.1, PLUS, PRISM, Darwin Core, MWG 2.0, Adobe's Photoshop file format (image resource ids),
Apple's QuickTime file format, PNG third edition, and for the names of makers' tags the documentation of
ExifTool. What is in no row is UNKNOWN, on purpose; a namespace gets a row of its own (``prm:*``) only where
all of it is about one thing.
"""

from __future__ import annotations

from .._concept import Concept
from . import ai, caption, capture, device, history, identity, location, preview, rendering, rights, time

CONCEPTS: tuple[Concept, ...] = (
    *location.ROWS,
    *device.ROWS,
    *identity.ROWS,
    *time.ROWS,
    *caption.ROWS,
    *preview.ROWS,
    *history.ROWS,
    *ai.ROWS,
    *rights.ROWS,
    *capture.ROWS,
    *rendering.ROWS,
)
"""Every concept. `classify` turns them into look-up tables."""
