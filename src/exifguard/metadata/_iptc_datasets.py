"""IPTC-IIM datasets: number → name. Data only.

Names as in the IPTC Information Interchange Model 4.2, chapters 5 to 8, and for record 3 as in the
Digital Newsphoto Parameter Record 4. Datasets of no standard carry the name that their program gave them.
"""

from __future__ import annotations

NAMES: dict[str, str] = {
    # Record 1, the envelope
    "1:0": "Model Version",
    "1:5": "Destination",
    "1:20": "File Format",
    "1:22": "File Format Version",
    "1:30": "Service Identifier",
    "1:40": "Envelope Number",
    "1:50": "Product I.D.",
    "1:60": "Envelope Priority",
    "1:70": "Date Sent",
    "1:80": "Time Sent",
    "1:90": "Coded Character Set",
    "1:100": "UNO",
    "1:120": "ARM Identifier",
    "1:122": "ARM Version",
    # Record 2, the application record
    "2:0": "Record Version",
    "2:3": "Object Type Reference",
    "2:4": "Object Attribute Reference",
    "2:5": "Object Name",
    "2:7": "Edit Status",
    "2:8": "Editorial Update",
    "2:10": "Urgency",
    "2:12": "Subject Reference",
    "2:15": "Category",
    "2:20": "Supplemental Category",
    "2:22": "Fixture Identifier",
    "2:25": "Keywords",
    "2:26": "Content Location Code",
    "2:27": "Content Location Name",
    "2:30": "Release Date",
    "2:35": "Release Time",
    "2:37": "Expiration Date",
    "2:38": "Expiration Time",
    "2:40": "Special Instructions",
    "2:42": "Action Advised",
    "2:45": "Reference Service",
    "2:47": "Reference Date",
    "2:50": "Reference Number",
    "2:55": "Date Created",
    "2:60": "Time Created",
    "2:62": "Digital Creation Date",
    "2:63": "Digital Creation Time",
    "2:65": "Originating Program",
    "2:70": "Program Version",
    "2:75": "Object Cycle",
    "2:80": "By-line",
    "2:85": "By-line Title",
    "2:90": "City",
    "2:92": "Sublocation",
    "2:95": "Province/State",
    "2:100": "Country/Primary Location Code",
    "2:101": "Country/Primary Location Name",
    "2:103": "Original Transmission Reference",
    "2:105": "Headline",
    "2:110": "Credit",
    "2:115": "Source",
    "2:116": "Copyright Notice",
    "2:118": "Contact",
    "2:120": "Caption/Abstract",
    "2:121": "Local Caption",
    "2:122": "Writer/Editor",
    "2:125": "Rasterized Caption",
    "2:130": "Image Type",
    "2:131": "Image Orientation",
    "2:135": "Language Identifier",
    "2:150": "Audio Type",
    "2:151": "Audio Sampling Rate",
    "2:152": "Audio Sampling Resolution",
    "2:153": "Audio Duration",
    "2:154": "Audio Outcue",
    "2:184": "Job I.D.",
    "2:185": "Master Document I.D.",
    "2:186": "Short Document I.D.",
    "2:187": "Unique Document I.D.",
    "2:188": "Owner I.D.",
    "2:200": "ObjectData Preview File Format",
    "2:201": "ObjectData Preview File Format Version",
    "2:202": "ObjectData Preview Data",
    "2:221": "Photo Mechanic Preferences",
    "2:225": "Classify State",
    "2:228": "Similarity Index",
    "2:230": "Document Notes",
    "2:231": "Document History",
    "2:232": "Exif Camera Info",
    "2:255": "Catalog Sets",
    # Record 3, news photo parameters
    "3:0": "News Photo Version",
    "3:10": "Picture Number",
    "3:20": "Pixels Per Line",
    "3:30": "Number of Lines",
    "3:40": "Pixel Size in Scanning Direction",
    "3:50": "Pixel Size Perpendicular to Scanning Direction",
    "3:55": "Supplement Type",
    "3:60": "Colour Representation",
    "3:64": "Interchange Colour Space",
    "3:65": "Colour Sequence",
    "3:66": "ICC Input Colour Profile",
    "3:70": "Colour Calibration Matrix Table",
    "3:80": "Lookup Table",
    "3:84": "Number of Index Entries",
    "3:85": "Colour Palette",
    "3:86": "Number of Bits per Sample",
    "3:90": "Sampling Structure",
    "3:100": "Scanning Direction",
    "3:102": "Image Rotation",
    "3:110": "Data Compression Method",
    "3:120": "Quantisation Method",
    "3:125": "End Points",
    "3:130": "Excursion Tolerance",
    "3:135": "Bits per Component",
    "3:140": "Maximum Density Range",
    "3:145": "Gamma Compensated Value",
    # Records 7 to 9, the object itself
    "7:10": "Size Mode",
    "7:20": "Max Subfile Size",
    "7:90": "ObjectData Size Announced",
    "7:95": "Maximum ObjectData Size",
    "8:10": "Subfile",
    "9:10": "Confirmed ObjectData Size",
    # Record 240, FotoStation
    "240:0": "FotoStation Record",
}

_NUMBERS = """
1:0 1:20 1:22 1:120 1:122 2:0 2:200 2:201 3:0 3:20 3:30 3:40 3:50 3:55 3:64 3:84 3:86 3:90 3:100 3:102 3:110
3:120 3:130 3:135 3:140 3:145 7:10 7:20 7:90 7:95 9:10
"""
NUMBERS: frozenset[str] = frozenset(_NUMBERS.split())
"""Datasets that hold an unsigned number, most significant byte first."""

OBJECTS: frozenset[str] = frozenset({"2:202", "8:10"})
"""Datasets that hold a file: a preview, or a piece of the picture itself."""

OPAQUE: frozenset[str] = frozenset(
    {"1:100", "2:125", "3:10", "3:65", "3:66", "3:70", "3:80", "3:85", "3:125"}
)
"""Datasets that hold bytes of another kind."""
