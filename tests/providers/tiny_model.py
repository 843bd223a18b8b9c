"""Makes a language model of random weights, small enough to be made anew for every test run.

Its logits lean towards ASCII letters and towards closing quotes, so that what it writes is text
and what a grammar makes it write comes to an end. It knows nothing: a fine adversary.
"""

from __future__ import annotations

from pathlib import Path

import gguf
import numpy as np

WIDTH = 64
HEADS = 4
LAYERS = 2
INNER = 128
CONTEXT = 65536
SPECIAL = ("<|endoftext|>", "<|im_start|>", "<|im_end|>")
CHAT_TEMPLATE = (
    "{% for m in messages %}<|im_start|>{{ m['role'] }}\n{{ m['content'] }}<|im_end|>\n"
    "{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


def write(path: Path, seed: int = 0) -> None:
    """Write the model as a GGUF file of about half a megabyte."""
    tokens = byte_tokens()
    merge = (tokens[ord(" ")], tokens[ord(" ")])
    tokens.append("".join(merge))  # llama.cpp wants at least one merge
    first_special = len(tokens)
    kinds = [int(gguf.TokenType.NORMAL)] * first_special
    kinds += [int(gguf.TokenType.CONTROL)] * len(SPECIAL)
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_name("tiny-random")
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(INNER)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(HEADS)
    writer.add_rope_dimension_count(WIDTH // HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_vocab_size(len(kinds))
    writer.add_file_type(int(gguf.LlamaFileType.ALL_F32))
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list([*tokens, *SPECIAL])
    writer.add_token_types(kinds)
    writer.add_token_merges([" ".join(merge)])
    writer.add_bos_token_id(first_special)
    writer.add_eos_token_id(first_special + 2)
    writer.add_pad_token_id(first_special)
    writer.add_add_bos_token(False)
    writer.add_chat_template(CHAT_TEMPLATE)
    for name, tensor in weights(len(kinds), first_special, seed).items():
        writer.add_tensor(name, tensor)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def byte_tokens() -> list[str]:
    """One token per byte, written in the printable alphabet that byte-level tokenizers use."""
    printable = {*range(33, 127), *range(161, 173), *range(174, 256)}
    stand_ins = iter(range(256, 512))
    return [chr(byte if byte in printable else next(stand_ins)) for byte in range(256)]


def bias(vocabulary: int, first_special: int) -> np.ndarray:
    """What is added to each token's logit."""
    logits = np.full(vocabulary, -6.0, np.float32)
    logits[[*range(32, 127), 10]] = 0.0
    logits[ord("a") : ord("z") + 1] = 0.5
    logits[ord('"')] = 0.9  # strings in JSON close after some characters
    logits[first_special + 2] = 0.6  # and free text ends
    return logits


def weights(vocabulary: int, first_special: int, seed: int) -> dict[str, np.ndarray]:
    """All tensors. Channel 0 is 1 for every token and nothing writes to it: it carries the bias."""
    random = np.random.default_rng(seed)

    def noise(*shape: int) -> np.ndarray:
        return (random.standard_normal(shape) * 0.08).astype(np.float32)

    def silent(*shape: int) -> np.ndarray:
        tensor = noise(*shape)
        tensor[0, :] = 0
        return tensor

    embedding, output = noise(vocabulary, WIDTH), noise(vocabulary, WIDTH)
    embedding[:, 0] = 1.0
    output[:, 0] = bias(vocabulary, first_special)
    tensors = {
        "token_embd.weight": embedding,
        "output_norm.weight": np.ones(WIDTH, np.float32),
        "output.weight": output,
    }
    for layer in range(LAYERS):
        block = {
            "attn_norm": np.ones(WIDTH, np.float32),
            "ffn_norm": np.ones(WIDTH, np.float32),
            "attn_q": noise(WIDTH, WIDTH),
            "attn_k": noise(WIDTH, WIDTH),
            "attn_v": noise(WIDTH, WIDTH),
            "attn_output": silent(WIDTH, WIDTH),
            "ffn_gate": noise(INNER, WIDTH),
            "ffn_up": noise(INNER, WIDTH),
            "ffn_down": silent(WIDTH, INNER),
        }
        tensors |= {f"blk.{layer}.{name}.weight": tensor for name, tensor in block.items()}
    return tensors
