"""How it was generated."""

from __future__ import annotations

from ...model import Category
from .._concept import NOTHING, Absent, Concept, also, generated_only, keys

ROWS: tuple[Concept, ...] = (
    Concept(
        name="prompt, model and settings of a generated picture",
        category=Category.AI,
        also=also(Category.CAPTION),
        exif=Absent.FREE_TEXT,
        xmp=keys(
            """
            Iptc4xmpExt:AISystemUsed Iptc4xmpExt:AISystemVersionUsed Iptc4xmpExt:AIPromptInformation
            xmp:parameters exif:parameters
            """
        ),
        iptc=Absent.FREE_TEXT,
        photoshop=keys("layer:GenI layers:GenI"),
        quicktime=keys("prompt workflow parameters"),
        png=(
            "parameters",
            "prompt",
            "workflow",
            "sd-metadata",
            "sd_metadata",
            "invokeai_metadata",
            "invokeai_graph",
            "invokeai_workflow",
            "Dream",
            "Generation time",
            "fooocus_scheme",
            "fooocus_*",
            "generation_data",
            "sui_image_params",
            "Negative prompt",
            "Negative_prompt",
            "extras",
            "postprocessing",
            "aesthetic_score",
            "smproj",
            "Model hash",
            "Sampler",
            "Seed",
            "CFG scale",
            "Steps",
        ),
        c2pa=keys("c2pa.actions/actions/parameters/prompt*"),
        ai=keys("ai:Prompt ai:NegativePrompt ai:Style ai:Text"),
    ),
    Concept(
        name="made by a machine or a camera",
        category=Category.AI,
        also=also(Category.RIGHTS),
        exif=Absent.NO_FIELD,
        xmp=keys("Iptc4xmpExt:DigitalSourceType Iptc4xmpExt:DigitalSourcefileType TC260:*"),
        iptc=Absent.NO_FIELD,
        photoshop=Absent.AS_XMP,
        quicktime=keys("AIGC"),
        png=keys("AIGC c2pa.*"),
        c2pa=keys("c2pa.actions/actions/digitalSourceType"),
    ),
    Concept(
        name="who wrote the prompt",
        category=Category.AI,
        also=also(Category.CAPTION, Category.IDENTITY),
        exif=Absent.NO_FIELD,
        xmp=keys("Iptc4xmpExt:AIPromptWriterName"),
        iptc=Absent.NO_FIELD,
        photoshop=Absent.AS_XMP,
        quicktime=Absent.NO_FIELD,
        png=Absent.NO_FIELD,
        ai=keys("ai:Author"),
    ),
    generated_only(
        name="model that made the picture",
        category=Category.AI,
        also=NOTHING,
        ai=keys(
            """
            ai:Model ai:ModelHash ai:VAE ai:LoRA ai:LoRAHash ai:Embedding ai:ControlNet ai:Upscaler
            ai:Refiner ai:TextEncoder ai:Detector
            """
        ),
    ),
    Concept(
        name="settings of the generator",
        category=Category.AI,
        also=NOTHING,
        exif=Absent.NO_FIELD,
        xmp=Absent.NO_FIELD,
        iptc=Absent.NO_FIELD,
        photoshop=Absent.AS_XMP,
        quicktime=Absent.NO_FIELD,
        png=Absent.NO_FIELD,
        c2pa=keys("c2pa.actions/actions/parameters/com.adobe* com.adobe.generative-ai/*"),
        ai=keys(
            """
            ai:Seed ai:Sampler ai:Scheduler ai:Steps ai:CFGScale ai:Size ai:Strength ai:ClipSkip
            ai:Setting
            """
        ),
    ),
    generated_only(
        name="program that made the picture",
        category=Category.AI,
        also=also(Category.HISTORY),
        ai=keys("ai:Software ai:Version"),
    ),
    generated_only(
        name="file names in a workflow",
        category=Category.AI,
        also=also(Category.HISTORY),
        ai=keys("ai:Path"),
    ),
    generated_only(
        name="file paths with a user's name",
        category=Category.AI,
        also=also(Category.HISTORY, Category.IDENTITY),
        ai=keys("ai:HomePath"),
    ),
    generated_only(
        name="job and account at a generator",
        category=Category.AI,
        also=also(Category.HISTORY, Category.IDENTITY),
        ai=keys("ai:JobID ai:User ai:Link"),
    ),
    generated_only(
        name="when the picture was generated",
        category=Category.AI,
        also=also(Category.TIME),
        ai=keys("ai:Date"),
    ),
)
