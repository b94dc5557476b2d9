"""The texts of picture generators, taken apart."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exifguard.limits import DEFAULT_LIMITS, Limits
from exifguard.metadata._generation_terms import TERMS
from exifguard.metadata.generation import LONGEST, MOST, read_generation
from exifguard.model import Category, Field
from exifguard.privacy.classify import classify

C = Category


def read(key: str, text: str | dict[str, Any] | list[Any]) -> list[tuple[str, str]]:
    whole = text if isinstance(text, str) else json.dumps(text)
    fields = read_generation(key, whole, DEFAULT_LIMITS)
    assert all(isinstance(field.value, str) for field in fields)
    assert all(field.size == len(str(field.value).encode()) for field in fields)
    return [(field.key.removeprefix("ai:"), str(field.value)) for field in fields]


# --- each generator ----------------------------------------------------------------------------------

A1111 = """a lighthouse at dusk, <lora:stormySea_v2:0.8>, (waves:1.2)
second line
Negative prompt: fog, people
Steps: 28, Sampler: DPM++ 2M, Schedule type: Karras, CFG scale: 6.5, Seed: 1234567890, Size: 832x1216, \
Model hash: 6ce0161689, Model: coastXL_v10, VAE: coast.vae.pt, Denoising strength: 0.35, Clip skip: 2, \
Hires upscaler: 4x-UltraSharp, ControlNet 0: "Module: canny, Model: control_v11p [abc], Weight: 1", \
ADetailer model: face_yolov8n.pt, Lora hashes: "stormySea_v2: 0a1b2c3d4e5f, calm: 99", \
TI hashes: "easynegative: c74b4e810b03", Version: v1.10.1"""


def test_the_lines_of_automatic1111() -> None:
    assert read("parameters", A1111) == [
        ("Prompt", "a lighthouse at dusk, <lora:stormySea_v2:0.8>, (waves:1.2)\nsecond line"),
        ("LoRA", "stormySea_v2"),
        ("NegativePrompt", "fog, people"),
        ("Steps", "28"),
        ("Sampler", "DPM++ 2M"),
        ("Scheduler", "Karras"),
        ("CFGScale", "6.5"),
        ("Seed", "1234567890"),
        ("Size", "832x1216"),
        ("ModelHash", "6ce0161689"),
        ("Model", "coastXL_v10"),
        ("VAE", "coast.vae.pt"),
        ("Strength", "0.35"),
        ("ClipSkip", "2"),
        ("Upscaler", "4x-UltraSharp"),
        ("ControlNet", "Module: canny, Model: control_v11p [abc], Weight: 1"),
        ("Detector", "face_yolov8n.pt"),
        ("LoRAHash", "stormySea_v2: 0a1b2c3d4e5f, calm: 99"),
        ("LoRA", "calm"),
        ("Embedding", "easynegative: c74b4e810b03"),
        ("Version", "v1.10.1"),
    ]


@pytest.mark.parametrize("key", ["ExifIFD:UserComment", "comment", "dc:description[x-default]", "Comment"])
def test_the_lines_are_known_wherever_they_stand(key: str) -> None:
    assert read(key, A1111) == read("parameters", A1111)


def test_lines_without_a_negative_prompt_or_without_settings() -> None:
    assert read("parameters", "a boat\nSteps: 20, Seed: 1") == [
        ("Prompt", "a boat"),
        ("Steps", "20"),
        ("Seed", "1"),
    ]
    assert read("UserComment", "a boat\nNegative prompt: fog") == [
        ("Prompt", "a boat"),
        ("NegativePrompt", "fog"),
    ]
    assert read("parameters", "a boat") == [("Prompt", "a boat")]
    assert read("postprocessing", "Postprocess upscale by: 4, Upscaler: R-ESRGAN 4x+") == [
        ("Upscaler", "R-ESRGAN 4x+")
    ]


GRAPH = {
    "3": {
        "class_type": "KSampler",
        "inputs": {
            "seed": 5,
            "steps": 20,
            "cfg": 8.0,
            "sampler_name": "euler",
            "scheduler": "normal",
            "denoise": 1.0,
            "model": ["10", 0],
            "positive": ["6", 0],
            "negative": ["12", 0],
        },
    },
    "4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "coast\\harbour.safetensors"}},
    "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "a harbour", "clip": ["4", 1]}},
    "7": {"class_type": "CLIPTextEncode", "inputs": {"text": "blurry", "clip": ["4", 1]}},
    "8": {"class_type": "LoadImage", "inputs": {"image": "mother at the beach.jpg", "upload": "image"}},
    "9": {"class_type": "SaveImage", "inputs": {"filename_prefix": "C:\\Users\\anna\\renders\\harbour"}},
    "10": {"class_type": "LoraLoader", "inputs": {"lora_name": "nets.safetensors", "strength_model": 0.7}},
    "11": {"class_type": "VAELoader", "inputs": {"vae_name": "sea.pt"}},
    "12": {"class_type": "ConditioningCombine", "inputs": {"conditioning_1": ["7", 0]}},
    "13": {"class_type": "VHS_LoadVideoPath", "inputs": {"video": "/home/anna/clips/sea.mp4", "custom": 1}},
}


def test_the_graph_of_comfyui() -> None:
    found = read("prompt", GRAPH)
    assert found == [
        ("Seed", "5"),
        ("Steps", "20"),
        ("CFGScale", "8.0"),
        ("Sampler", "euler"),
        ("Scheduler", "normal"),
        ("Strength", "1.0"),
        ("Model", "coast\\harbour.safetensors"),
        ("Prompt", "a harbour"),
        ("NegativePrompt", "blurry"),
        ("Path", "mother at the beach.jpg"),
        ("HomePath", "C:\\Users\\anna\\renders\\harbour"),
        ("LoRA", "nets.safetensors"),
        ("VAE", "sea.pt"),
        ("HomePath", "/home/anna/clips/sea.mp4"),
    ]


@pytest.mark.parametrize(("key", "start"), [("IFD0:Make", "prompt:"), ("IFD0:Model", "Prompt: ")])
def test_the_graph_in_the_fields_of_webp(key: str, start: str) -> None:
    assert read(key, start + json.dumps(GRAPH)) == read("prompt", GRAPH)
    assert read("Comment", GRAPH) == read("prompt", GRAPH)


WORKFLOW = {
    "last_node_id": 9,
    "nodes": [
        {"id": 6, "type": "CLIPTextEncode", "title": "what Anna wants", "widgets_values": ["a harbour"]},
        {"id": 7, "type": "CLIPTextEncode", "widgets_values": ["blurry"]},
        {
            "id": 3,
            "type": "KSampler",
            "inputs": [{"name": "model", "link": 1}, {"name": "negative", "type": "CONDITIONING", "link": 6}],
            "widgets_values": [5, "randomize", 20, 8, "euler", "normal", 1],
        },
        {"id": 4, "type": "CheckpointLoaderSimple", "widgets_values": ["harbour.safetensors"]},
        {"id": 5, "type": "LoraLoader", "widgets_values": ["nets.safetensors", 1, 1]},
        {"id": 8, "type": "Note", "widgets_values": ["for the client in Kiel"]},
        {"id": 9, "type": "VHS_VideoCombine", "widgets_values": {"filename_prefix": "kiel", "crf": 19}},
    ],
    "links": [[1, 4, 0, 3, 0, "MODEL"], [6, 7, 0, 3, 2, "CONDITIONING"]],
    "groups": [{"title": "harbour of Kiel"}, {"title": "Group"}],
    "extra": {"info": {"path": "/Users/anna/comfy/kiel.json"}},
}


def test_the_workflow_of_comfyui() -> None:
    assert read("workflow", WORKFLOW) == [
        ("Text", "what Anna wants"),
        ("Prompt", "a harbour"),
        ("NegativePrompt", "blurry"),
        ("Model", "harbour.safetensors"),
        ("LoRA", "nets.safetensors"),
        ("Text", "for the client in Kiel"),
        ("Path", "kiel"),
        ("Text", "harbour of Kiel"),
        ("HomePath", "/Users/anna/comfy/kiel.json"),
    ]


def test_invokeai() -> None:
    now = {
        "generation_mode": "sdxl_txt2img",
        "positive_prompt": "a pier",
        "negative_prompt": "crowd",
        "seed": 77,
        "cfg_scale": 7.5,
        "steps": 30,
        "scheduler": "dpmpp_2m",
        "model": {"key": "0f1e", "hash": "blake3:abc", "name": "pierXL", "base": "sdxl"},
        "loras": [{"model": {"name": "planks", "hash": "blake3:def"}, "weight": 0.6}],
        "vae": None,
        "init_image": "b2f1.png",
        "app_version": "5.6.0",
    }
    assert read("invokeai_metadata", now) == [
        ("Prompt", "a pier"),
        ("NegativePrompt", "crowd"),
        ("Seed", "77"),
        ("CFGScale", "7.5"),
        ("Steps", "30"),
        ("Scheduler", "dpmpp_2m"),
        ("ModelHash", "blake3:abc"),
        ("Model", "pierXL"),
        ("LoRA", "planks"),
        ("ModelHash", "blake3:def"),
        ("Path", "b2f1.png"),
        ("Version", "5.6.0"),
    ]
    then = {
        "model": "stable diffusion",
        "model_weights": "sd-1.4",
        "model_hash": "fe4e",
        "app_id": "invoke-ai/InvokeAI",
        "image": {"prompt": [{"prompt": "a pier", "weight": 1.0}], "steps": 50, "sampler": "k_lms"},
    }
    assert ("Prompt", "a pier") in read("sd-metadata", then)
    assert ("Software", "invoke-ai/InvokeAI") in read("sd-metadata", then)
    assert read("Dream", '"a pier at \\"night\\"" -s 50 -S 12345 -W 512 -H 640 -C 7.5 -A k_lms') == [
        ("Prompt", 'a pier at \\"night\\"'),
        ("Steps", "50"),
        ("Seed", "12345"),
        ("Size", "512"),
        ("Size", "640"),
        ("CFGScale", "7.5"),
        ("Sampler", "k_lms"),
    ]


def test_novelai() -> None:
    comment = {
        "prompt": "a buoy",
        "steps": 28,
        "height": 1216,
        "width": 832,
        "scale": 5.0,
        "seed": 3312,
        "sampler": "k_euler_ancestral",
        "uc": "lowres",
        "request_type": "PromptGenerateRequest",
        "signed_hash": "q0+abc==",
        "v4_prompt": {"caption": {"base_caption": "a buoy", "char_captions": [{"char_caption": "gull"}]}},
        "v4_negative_prompt": {"caption": {"base_caption": "lowres, text", "char_captions": []}},
    }
    assert read("Comment", comment) == [
        ("Prompt", "a buoy"),
        ("Steps", "28"),
        ("Size", "1216"),
        ("Size", "832"),
        ("CFGScale", "5.0"),
        ("Seed", "3312"),
        ("Sampler", "k_euler_ancestral"),
        ("NegativePrompt", "lowres"),
        ("JobID", "q0+abc=="),
        ("Prompt", "gull"),
        ("NegativePrompt", "lowres, text"),
    ]


def test_fooocus() -> None:
    written = {
        "base_model": "juggernautXL_v8",
        "base_model_hash": "aeb7e9e689",
        "full_prompt": ["cinematic still a cat", "a cat, detailed"],
        "guidance_scale": 4,
        "lora_combined_1": "offset_lora_1.0 : 0.1",
        "loras": [["offset_lora_1.0", 0.1, "4852686128"]],
        "metadata_scheme": "fooocus",
        "negative_prompt": "",
        "prompt": "a cat",
        "refiner_model": "None",
        "sampler": "dpmpp_2m_sde_gpu",
        "seed": "127589946317439009",
        "styles": "['Fooocus V2']",
        "created_by": "anna",
        "version": "Fooocus v2.5.5",
    }
    found = read("parameters", written)
    for pair in (
        ("Model", "juggernautXL_v8"),
        ("ModelHash", "aeb7e9e689"),
        ("Prompt", "a cat, detailed"),
        ("LoRA", "offset_lora_1.0 : 0.1"),
        ("LoRA", "offset_lora_1.0"),
        ("Seed", "127589946317439009"),
        ("Style", "['Fooocus V2']"),
        ("User", "anna"),
        ("Version", "Fooocus v2.5.5"),
    ):
        assert pair in found
    assert "None" not in dict(found).values()


def test_swarmui() -> None:
    written = {
        "sui_image_params": {
            "prompt": "a ferry",
            "negativeprompt": "ice",
            "model": "OfficialStableDiffusion/sd_xl_base_1.0",
            "seed": 9,
            "cfgscale": 7.0,
            "loras": ["rust", "rope"],
            "loraweights": ["0.4", "0.7"],
            "swarm_version": "0.9.8.1",
        },
        "sui_extra_data": {"date": "2026-07-18", "initimage_filename": "raw/harbour.png"},
        "sui_models": [{"name": "rust.safetensors", "param": "loras", "hash": "0xabc"}],
    }
    assert read("parameters", written) == [
        ("Prompt", "a ferry"),
        ("NegativePrompt", "ice"),
        ("Model", "OfficialStableDiffusion/sd_xl_base_1.0"),
        ("Seed", "9"),
        ("CFGScale", "7.0"),
        ("LoRA", "rust"),
        ("LoRA", "rope"),
        ("Version", "0.9.8.1"),
        ("Date", "2026-07-18"),
        ("Path", "raw/harbour.png"),
        ("Model", "rust.safetensors"),
        ("ModelHash", "0xabc"),
    ]


def test_draw_things() -> None:
    written = {
        "c": "a dory",
        "uc": "oars",
        "seed": 4,
        "steps": 8,
        "sampler": "DPM++ 2M",
        "model": "flux_1_q8p.ckpt",
        "lora": [{"model": "wood_lora_f16.ckpt", "weight": 0.6}],
        "size": "1024x1024",
    }
    assert read("exif:UserComment[x-default]", written) == [
        ("Prompt", "a dory"),
        ("NegativePrompt", "oars"),
        ("Seed", "4"),
        ("Steps", "8"),
        ("Sampler", "DPM++ 2M"),
        ("Model", "flux_1_q8p.ckpt"),
        ("LoRA", "wood_lora_f16.ckpt"),
        ("Size", "1024x1024"),
    ]


def test_easy_diffusion_has_a_text_for_each_setting() -> None:
    assert read("Negative Prompt", "smoke") == [("NegativePrompt", "smoke")]
    assert read("negative_prompt", "smoke") == [("NegativePrompt", "smoke")]
    assert read("use_stable_diffusion_model", "/home/anna/sd/boats.ckpt") == [
        ("HomePath", "/home/anna/sd/boats.ckpt")
    ]
    assert read("Seed", "17") == [("Seed", "17")]
    together = {"prompt": "a raft", "seed": 1, "num_inference_steps": 25, "use_lora_model": "raft"}
    assert read("ExifIFD:UserComment", together) == [
        ("Prompt", "a raft"),
        ("Seed", "1"),
        ("Steps", "25"),
        ("LoRA", "raft"),
    ]


def test_midjourney() -> None:
    job = "01234567-89ab-cdef-0123-456789abcdef"
    assert read("Description", f"a lighthouse in rain --ar 3:2 --v 6.1 Job ID: {job}") == [
        ("Prompt", "a lighthouse in rain"),
        ("Setting", "--ar 3:2 --v 6.1"),
        ("JobID", job),
    ]


# --- names of files ----------------------------------------------------------------------------------

HOMES = (
    "/home/anna/a.png",
    "/Users/anna/Pictures/a.jpg",
    "C:\\Users\\anna\\a b.webp",
    "d:/users/anna/a.ckpt",
    "C:\\\\Users\\\\anna\\\\a.png",
    "file:///home/anna/a.png",
    "C:\\Documents and Settings\\anna\\a.png",
)
FOLDERS = (
    "/mnt/models/sd",
    "\\\\nas\\share\\a.png",
    "~/comfy/out",
    "/workspace/ComfyUI/output/x_001.png",
    "C:\\Users\\Public\\a.png",
    "D:\\ai\\a.png",
)


@pytest.mark.parametrize("path", HOMES)
def test_paths_that_name_a_user(path: str) -> None:
    assert ("HomePath", path) in read("prompt", {"1": {"class_type": "X", "inputs": {"file": path}}})


@pytest.mark.parametrize("path", FOLDERS)
def test_paths_that_name_none(path: str) -> None:
    assert ("Path", path) in read("prompt", {"1": {"class_type": "X", "inputs": {"file": path}}})


def test_paths_inside_words() -> None:
    text = (
        "a boat\nSteps: 9, Seed: 1, Wildcards: /home/anna/lists/boats.txt, Out: see C:\\Users\\anna\\x.png."
    )
    assert [value for key, value in read("parameters", text) if key == "HomePath"] == []
    words = "like /home/anna/boat.png, not D:\\old\\boat.png"
    assert read("parameters", f"{words}\nSteps: 9, Seed: 1")[:3] == [
        ("Prompt", words),
        ("HomePath", "/home/anna/boat.png"),
        ("Path", "D:\\old\\boat.png"),
    ]


@pytest.mark.parametrize(
    "text", ["a/b", "and/or", "10/12/2026", "12:30", "https://example.org/a", "a.b", "1.5"]
)
def test_what_is_no_path(text: str) -> None:
    assert read("prompt", {"1": {"class_type": "X", "inputs": {"note": text}}}) == []


# --- what is no text of a generator ------------------------------------------------------------------

PLAIN = (
    "",
    "A photo of my boat",
    "Steps: a staircase in Rome",
    "The prompt was late",
    '{"width": 3, "name": "Anna"}',
    '{"nodes": "three"}',
    '{"prompt": "Are you sure?", "buttons": 2}',
    "[1, 2, 3]",
    "{broken",
    "{",
    "Job ID: 4711",
    "null",
)


@pytest.mark.parametrize(
    "key", ["Comment", "ExifIFD:UserComment", "Description", "IFD0:Make", "Title", "Software"]
)
@pytest.mark.parametrize("text", PLAIN)
def test_other_texts_give_nothing(key: str, text: str) -> None:
    assert read(key, text) == []


def test_the_history_of_an_editor_is_no_prompt() -> None:
    key = "xmpMM:History[1]/stEvt:parameters"
    assert read(key, "converted from image/tiff to image/jpeg, saved to new location") == []
    assert read("parameters", "saved to new location") == [("Prompt", "saved to new location")]


def test_a_graph_that_is_cut_short_still_gives_its_paths() -> None:
    whole = json.dumps(GRAPH)
    assert ("HomePath", "/home/anna/clips/sea.mp4") in read("prompt", whole[:-4])


# --- what it may cost --------------------------------------------------------------------------------

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["prompt", "seed", "loras", "nodes", "inputs", "class_type", "name", "x"]), inner
        )
    ),
    max_leaves=20,
)
keys = st.sampled_from(["parameters", "prompt", "workflow", "Comment", "Dream", "UserComment", "seed", ""])


@given(keys, json_values)
def test_any_json_is_read_without_complaint(key: str, value: Any) -> None:
    for field in read_generation(key, json.dumps(value), DEFAULT_LIMITS):
        assert field.key.startswith("ai:")


@given(keys, st.text(max_size=400))
def test_any_text_is_read_without_complaint(key: str, text: str) -> None:
    for field in read_generation(key, text, DEFAULT_LIMITS):
        assert classify("ai", field, "p").category is C.AI


HOSTILE = {
    "deep": "[" * 100_000,
    "deep graph": '{"1":{"class_type":"X","inputs":' + "[" * 60 + "]" * 60 + "}}",
    "deeper": '{"prompt":' * 50_000,
    "blanks": " " * 2_000_000,
    "blank settings": "a\nSteps: 1, " + " " * 1_000_000,
    "quotes": "a\nSteps: 1, " + 'a:"' * 400_000,
    "colons": "a\nSteps: 1, " + "a:" * 500_000,
    "words": "a\nSteps: 1, " + "a" * 1_000_000,
    "lines": "\nSteps: 1" * 200_000,
    "negatives": "\nNegative prompt: " * 100_000,
    "slashes": "/home/" * 300_000,
    "backslashes": '{"1":{"class_type":"X","inputs":{"a":"' + "C:\\\\Users\\\\" * 80_000 + '"}}}',
    "loras": "<lora:" * 300_000 + "\nSteps: 1, ",
    "escapes": '"' + '\\"' * 500_000,
    "numbers": '{"class_type":1,"seed":' + "9" * 1_000_000 + ',"steps":1}',
    "values": '{"seed":1,"steps":2,"a":[' + "1," * 90_000 + "1]}",
    "too many values": '{"seed":1,"steps":2,"a":[' + "1," * 200_000 + "1]}",
    "nodes": '{"nodes":[' + '{"id":1,"type":"TextBox","widgets_values":["a"]},' * 20_000 + "{}]}",
    "negative ring": json.dumps(
        {str(n): {"class_type": "X", "inputs": {"negative": [str((n + 1) % 9), 0]}} for n in range(9)}
    ),
    "surrogates": '{"seed":1,"steps":"\\ud800","sampler":"\\udfff"}',
}


@pytest.mark.parametrize("key", ["parameters", "Dream", "Comment", "workflow"])
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_cost_little(name: str, key: str) -> None:
    before = time.process_time()
    fields = read_generation(key, HOSTILE[name], DEFAULT_LIMITS)
    assert time.process_time() - before < 3
    assert len(fields) <= MOST


def test_what_lies_behind_the_limit_is_not_read() -> None:
    assert read("parameters", "a" * LONGEST + "\nSteps: 1, Seed: 2") == [("Prompt", "a" * LONGEST)]


def test_the_number_of_fields_is_bounded() -> None:
    many = {"seed": 1, "steps": 2, "prompt": [f"boat {number}" for number in range(5000)]}
    assert len(read_generation("Comment", json.dumps(many), DEFAULT_LIMITS)) == MOST


def test_more_values_than_the_limit_are_not_read() -> None:
    text = json.dumps({"seed": 1, "steps": 2, "prompt": ["a"] * 100})
    assert read_generation("Comment", text, Limits(fields=50)) == ()
    assert read_generation("Comment", text, Limits(fields=500))


# --- the catalogue knows every key -------------------------------------------------------------------


@pytest.mark.parametrize("key", sorted({*TERMS.values(), "ai:HomePath", "ai:Text", "ai:Setting"}))
def test_the_catalogue_has_every_key(key: str) -> None:
    assert classify("ai", Field(key, "value"), "p").category is C.AI


def test_what_names_a_person_says_so() -> None:
    named = {
        key
        for key in (*TERMS.values(), "ai:HomePath")
        if C.IDENTITY in classify("ai", Field(key, "value"), "p").reveals
    }
    assert named == {"ai:HomePath", "ai:Author", "ai:User", "ai:JobID", "ai:Link"}


@settings(max_examples=20)
@given(st.sampled_from(sorted(TERMS)))
def test_names_are_listed_as_they_are_compared(name: str) -> None:
    assert name == name.casefold()
    assert name.isalnum()
