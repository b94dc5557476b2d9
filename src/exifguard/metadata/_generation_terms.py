"""What picture generators call their settings, and the keys that exifguard gives them. Data only.

Names are compared without case, spaces and signs: ``CFG scale``, ``cfg_scale`` and ``cfgScale`` are one.
From the texts that AUTOMATIC1111's web UI and Forge, ComfyUI, InvokeAI, NovelAI, Fooocus, SwarmUI, Easy
Diffusion and Draw Things write.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_NAMES: Final = {
    "ai:Prompt": """
        prompt positiveprompt positive prompt2 promptg promptl textg textl text fullprompt promptexpansion
        rawprompt originalprompt basecaption charcaption inputprompt userprompt hiresprompt adetailerprompt
        wildcardprompt template t5xxl clipl clipg wildcardtext populatedtext c
        """,
    "ai:NegativePrompt": """
        negativeprompt negative fullnegativeprompt hiresnegativeprompt adetailernegativeprompt
        wildcardnegativeprompt negativetemplate uc
        """,
    "ai:Style": "style styles stylepreset styleselections positivestyleprompt negativestyleprompt",
    "ai:Model": """
        model modelname ckptname unetname checkpoint basemodel basemodelname modelweights sdmodelcheckpoint
        sdmodelname stablediffusionmodel usestablediffusionmodel modelfile diffusionmodel
        """,
    "ai:ModelHash": "modelhash sdmodelhash basemodelhash refinermodelhash vaehash sdvaehash hash",
    "ai:Refiner": "refiner refinermodel refinermodelname",
    "ai:VAE": "vae vaename vaemodel usevaemodel sdvae sdvaename",
    "ai:LoRA": "lora loras loraname loramodel uselora useloramodel lycoris",
    "ai:LoRAHash": "lorahashes",
    "ai:Embedding": """
        embedding embeddings textualinversion tihashes hypernetwork usehypernetworkmodel hypernet
        """,
    "ai:ControlNet": """
        controlnet controlnets controlnetname controlnetmodel usecontrolnetmodel ipadaptermodel
        """,
    "ai:Upscaler": "upscaler hiresupscaler upscalemodel useupscale",
    "ai:TextEncoder": "clipname textencoder textencodername",
    "ai:Detector": "adetailermodel facerestoration usefacecorrection detectormodel",
    "ai:Seed": "seed noiseseed imageseed variationseed subseed initialseed",
    "ai:Sampler": "sampler samplername",
    "ai:Scheduler": "scheduler schedulername scheduletype noiseschedule",
    "ai:Steps": "steps numinferencesteps hiressteps",
    "ai:CFGScale": "cfgscale cfg guidance guidancescale distilledcfgscale scale uncondscale",
    "ai:Size": "size width height resolution aspectratio",
    "ai:Strength": "denoise denoisingstrength strength promptstrength initimagecreativity",
    "ai:ClipSkip": "clipskip",
    "ai:Software": "appid software generator",
    "ai:Version": "version appversion swarmversion",
    "ai:Path": """
        initimage initimagefilename initialimage filenameprefix imagename savetodiskpath outputpath outputdir
        """,
    "ai:JobID": "jobid requestid taskid imageid sessionid signedhash requesthash",
    "ai:User": "user username userid createdby",
    "ai:Author": "author promptauthor",
    "ai:Link": "url civitairesources",
    "ai:Date": "date createddate createdat generationdate timestamp",
}

TERMS: Final = MappingProxyType({name: key for key, names in _NAMES.items() for name in names.split()})
"""A generator's name for a setting, as `plain` writes it → the key of the field."""

ALONE: Final = _words(
    """
    prompt negativeprompt seed steps sampler samplername scheduler cfgscale guidancescale numinferencesteps
    clipskip modelhash loramodel useloramodel usestablediffusionmodel stablediffusionmodel usevaemodel
    usehypernetworkmodel usecontrolnetmodel promptstrength denoisingstrength usefacecorrection useupscale
    """
)
"""Names that say enough as the keyword of a text of their own, which is how Easy Diffusion writes PNGs."""

MARKS: Final = _words(
    """
    seed noiseseed imageseed steps numinferencesteps sampler samplername cfgscale guidancescale negativeprompt
    positiveprompt uc modelhash modelweights suiimageparams classtype basemodel loras denoisingstrength
    lastnodeid fooocusscheme invokeaimetadata v4prompt
    """
)
"""Names of which an object of JSON has two if it is the text of a generator, or one under a key of theirs."""

CARRIERS: Final = _words(
    """
    parameters prompt workflow sdmetadata invokeaimetadata invokeaigraph invokeaiworkflow dream extra extras
    generationdata suiimageparams fooocusscheme postprocessing
    """
)
"""Keywords of texts that generators write: what stands there needs fewer marks."""

FILES: Final = (
    (re.compile(r"lora|lyco", re.IGNORECASE), "ai:LoRA"),
    (re.compile(r"vae", re.IGNORECASE), "ai:VAE"),
    (re.compile(r"control|ipadapter", re.IGNORECASE), "ai:ControlNet"),
    (re.compile(r"upscale|esrgan", re.IGNORECASE), "ai:Upscaler"),
    (re.compile(r"clip|encoder|t5", re.IGNORECASE), "ai:TextEncoder"),
    (re.compile(r"detect|yolo|segm|sam", re.IGNORECASE), "ai:Detector"),
    (re.compile(r"embed|inversion|hypernet", re.IGNORECASE), "ai:Embedding"),
)
"""What a file of weights is, by the names that stand around it; else it is the model."""

SETTINGS: Final = _words("extras postprocessing")
"""Keywords of texts that are settings and nothing else."""

_SIGNS = re.compile(r"[\W_]+")
_NUMBER = re.compile(r"(?<=[a-z])\d{1,3}$")


def plain(name: str) -> str:
    """A name without case, spaces and signs; of a long one, only the beginning."""
    return _SIGNS.sub("", name[:80]).casefold()


def term(name: str) -> str | None:
    """The key of a setting; a number at the end of its name (``lora_combined_1``) does not matter."""
    known = plain(name)
    return TERMS.get(known) or TERMS.get(_NUMBER.sub("", known).removesuffix("combined"))
