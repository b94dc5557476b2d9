"""What SVG 1.1 and SVG 2 name: elements and attributes that make the picture. Data only.

Names of SVG 1.0, 1.2 Tiny and of the drafts that Inkscape wrote (flowed text) are among them: some viewer
shows them. What has no place here is not shown by any.
"""

from __future__ import annotations

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
XHTML = "http://www.w3.org/1999/xhtml"
CORE = frozenset({SVG, XLINK, XHTML, "http://www.w3.org/XML/1998/namespace"})
"""Namespaces of which something may stay."""


def _names(text: str) -> frozenset[bytes]:
    return frozenset(text.encode("ascii").split())


ELEMENTS = _names(
    """
    a altGlyph altGlyphDef altGlyphItem animate animateColor animateMotion animateTransform circle clipPath
    color-profile cursor defs discard ellipse feBlend feColorMatrix feComponentTransfer feComposite
    feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight feDropShadow feFlood feFuncA feFuncB
    feFuncG feFuncR feGaussianBlur feImage feMerge feMergeNode feMorphology feOffset fePointLight
    feSpecularLighting feSpotLight feTile feTurbulence filter flowDiv flowLine flowPara flowRegion
    flowRegionExclude flowRoot flowSpan font font-face font-face-format font-face-name font-face-src
    font-face-uri foreignObject g glyph glyphRef hatch hatchpath hkern image line linearGradient marker mask
    mesh meshgradient meshpatch meshrow missing-glyph mpath path pattern polygon polyline radialGradient rect
    script set solidColor solidcolor stop style svg switch symbol text textArea textPath tref tspan use view
    vkern tbreak
    """
)
CAPTIONS = _names("title desc")
METADATA = b"metadata"

TEXTUAL = _names("text tspan textPath textArea tref altGlyph flowPara flowSpan flowDiv flowLine")
"""Elements whose text is shown."""
THROUGH = _names("a switch")
"""Elements whose text is shown where they stand in such an element."""
ACTIVE = _names("style animate animateColor animateMotion animateTransform set discard")
"""Elements that change others wherever they stand."""
ANIMATING = _names("animate set")
SHOWN_BY_LINK = _names("image feImage")
"""Elements that show the picture that their link leads to."""
LINK = b"a"

ATTRIBUTES = _names(
    """
    accent-height accumulate additive alphabetic amplitude arabic-form ascent attributeName attributeType
    azimuth baseFrequency baseProfile bbox begin bias by calcMode cap-height class clipPathUnits
    contentScriptType contentStyleType crossorigin cx cy d decoding descent diffuseConstant divisor dur dx dy
    edgeMode elevation end exponent externalResourcesRequired fetchpriority fill filterRes filterUnits
    font-family fr from
    fx fy g1 g2 glyph-name glyphRef gradientTransform gradientUnits hanging hatchContentUnits hatchUnits
    height horiz-adv-x horiz-origin-x horiz-origin-y href id ideographic in in2 intercept k k1 k2 k3 k4
    kernelMatrix kernelUnitLength keyPoints keySplines keyTimes lang lengthAdjust limitingConeAngle local
    markerHeight markerUnits markerWidth maskContentUnits maskUnits mathematical max media method min mode
    name numOctaves offset operator order orient orientation origin overline-position overline-thickness
    panose-1 path pathLength patternContentUnits patternTransform patternUnits pitch playbackorder points
    pointsAtX pointsAtY pointsAtZ preserveAlpha preserveAspectRatio primitiveUnits r radius refX refY
    rendering-intent repeatCount repeatDur requiredExtensions requiredFeatures requiredFonts requiredFormats
    restart result rotate rx ry scale seed side slope snapshotTime spacing specularConstant specularExponent
    spreadMethod startOffset stdDeviation stemh stemv stitchTiles strikethrough-position
    strikethrough-thickness string style surfaceScale systemLanguage tableValues target targetX targetY
    textLength timelinebegin to transform type u1 u2 underline-position underline-thickness unicode
    unicode-range units-per-em v-alphabetic v-hanging v-ideographic v-mathematical values version
    vert-adv-y vert-origin-x vert-origin-y viewBox viewTarget width widths x x-height x1 x2 xChannelSelector
    y y1 y2 yChannelSelector z zoomAndPan

    alignment-baseline background background-color baseline-shift clip clip-path clip-rule color
    color-interpolation color-interpolation-filters color-profile color-rendering cursor direction display
    dominant-baseline enable-background fill-opacity fill-rule filter flood-color flood-opacity font
    font-feature-settings font-kerning font-size font-size-adjust font-stretch font-style font-variant
    font-variant-alternates font-variant-caps font-variant-east-asian font-variant-ligatures
    font-variant-numeric font-variant-position font-variation-settings font-weight
    glyph-orientation-horizontal glyph-orientation-vertical image-rendering inline-size isolation kerning
    letter-spacing line-height line-increment margin marker marker-end marker-mid marker-start mask mask-type
    mix-blend-mode opacity overflow overflow-x overflow-y paint-order pointer-events shape-inside
    shape-margin shape-padding shape-rendering shape-subtract solid-color solid-opacity stop-color
    stop-opacity stroke stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit
    stroke-opacity stroke-width text-align text-align-all text-align-last text-anchor text-decoration
    text-decoration-color text-decoration-line text-decoration-style text-indent text-orientation
    text-overflow text-rendering text-transform transform-box transform-origin unicode-bidi vector-effect
    vertical-align visibility white-space will-change word-spacing writing-mode
    """
)
"""Attributes without a namespace on elements of SVG: those of the standard, and the properties of CSS."""

EVENT = b"on"
"""How the names of event handlers begin; no other attribute's does."""

XLINK_ATTRIBUTES = _names("href type show actuate")
XML_ATTRIBUTES = _names("space lang id")
"""Attributes of these namespaces that stay: ``xml:base`` is a place in somebody's files."""

HTML_ELEMENTS = _names(
    """
    a abbr b bdi bdo big blockquote body br center cite code dd del dfn div dl dt em font h1 h2 h3 h4 h5 h6
    hr i ins kbd label li mark ol p pre q s samp section small span strike strong sub sup table tbody td
    tfoot th thead tr tt u ul var wbr col colgroup caption article header footer main nav figure figcaption
    """
)
"""Elements of XHTML that show text inside ``foreignObject``, and nothing from elsewhere."""
HTML_STYLES = _names("style link base")
HTML_ATTRIBUTES = _names(
    """
    align bgcolor border cellpadding cellspacing class color colspan dir face height id lang rowspan size
    span start style type valign value width nowrap href
    """
)
