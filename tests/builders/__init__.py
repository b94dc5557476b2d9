"""Small builders that make picture files byte by byte, valid ones and deliberately broken ones.

Each module knows the framing of one standard: `jpeg` and `png` the files, `tiff`, `xmp`, `iptc` and
`photoshop` the blocks inside them. They validate nothing, so that a test can build what must be refused.
"""
