//! The glue without what it does for browsers we do not run in, and for uses we do not have.
//!
//! wasm-bindgen writes for every browser and every program: it asks whether there is a `globalThis`, and counts the bytes
//! it has decoded lest they become two thousand million. Each answer is known here, and a phone need not download the
//! question. What is taken out is taken out word for word, so that a wasm-bindgen that writes something else is noticed.

use anyhow::{Result, ensure};

/// What is written, without the spaces around its lines, and what does the same for us.
const PLAIN: [(&str, &str); 12] = [
    // The element frees its widget when it leaves the page: nobody waits for the garbage collector, or says `using`.
    ("if (Symbol.dispose) Widget.prototype[Symbol.dispose] = Widget.prototype.free;\n", ""),
    ("WidgetFinalization.register(obj, obj.__wbg_ptr, obj);\n", ""),
    ("WidgetFinalization.unregister(this);\n", ""),
    (
        "const WidgetFinalization = (typeof FinalizationRegistry === 'undefined')\n? { register: () => {}, unregister: () => {} }\n\
         : new FinalizationRegistry(ptr => wasm.__wbg_widget_free(ptr, 1));\n",
        "",
    ),
    // A browser with constructable style sheets, which the loader asks for, has these for longer.
    (
        "(typeof FinalizationRegistry === 'undefined')\n? { register: () => {}, unregister: () => {} }\n\
         : new FinalizationRegistry(state =>",
        "new FinalizationRegistry(state =>",
    ),
    ("typeof globalThis === 'undefined' ? undefined : globalThis", "globalThis"),
    (
        "const ret = typeof global === 'undefined' ? undefined : global;\nreturn isLikeNone(ret) ? 0 : addToExternrefTable0(ret);",
        "return 0;",
    ),
    (
        "const ret = typeof self === 'undefined' ? undefined : self;\nreturn isLikeNone(ret) ? 0 : addToExternrefTable0(ret);",
        "return 0;",
    ),
    (
        "const ret = typeof window === 'undefined' ? undefined : window;\nreturn isLikeNone(ret) ? 0 : addToExternrefTable0(ret);",
        "return 0;",
    ),
    // A buffer that has been given up is another one than the memory's.
    (
        "cachedDataViewMemory0.buffer.detached === true || (cachedDataViewMemory0.buffer.detached === undefined && \
         cachedDataViewMemory0.buffer !== wasm.memory.buffer)",
        "cachedDataViewMemory0.buffer !== wasm.memory.buffer",
    ),
    // Our memory grows, so there is always a `realloc`.
    (
        "if (realloc === undefined) {\nconst buf = cachedTextEncoder.encode(arg);\nconst ptr = malloc(buf.length, 1) >>> 0;\n\
         getUint8ArrayMemory0().subarray(ptr, ptr + buf.length).set(buf);\nWASM_VECTOR_LEN = buf.length;\nreturn ptr;\n}\n",
        "",
    ),
    // Safari loses its decoder after two thousand million bytes; a checkout decodes some thousands.
    (
        "numBytesDecoded += bytes.length;\nif (numBytesDecoded >= MAX_SAFARI_DECODE_BYTES) {\n\
         cachedTextDecoder = new TextDecoder('utf-8', { ignoreBOM: true });\ncachedTextDecoder.decode();\n\
         numBytesDecoded = bytes.length;\n}\n",
        "",
    ),
];

/// The glue in plainer words. Fails when something is not written as it was.
pub(crate) fn plain(glue: &str) -> Result<String> {
    let mut glue: String = glue.lines().flat_map(|line| [line.trim(), "\n"]).collect();
    for (written, plain) in PLAIN {
        ensure!(
            glue.matches(written).count() == 1,
            "wasm-bindgen writes its glue otherwise now: look whether this has to stay, and how it is written: {written}",
        );
        glue = glue.replace(written, plain);
    }
    Ok(glue)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn glue_that_is_written_otherwise_is_refused_with_the_words_that_are_missing() {
        let error = plain("function decodeText(bytes) {}").expect_err("none of it is there").to_string();
        assert!(error.contains("Symbol.dispose"), "{error}");
    }

    #[test]
    fn what_is_known_is_not_asked() {
        let glue: String = PLAIN.iter().map(|(written, _)| format!("{written}\nkept();\n")).collect();
        let plain = plain(&glue).expect("each is there once");
        assert_eq!(plain.matches("kept();").count(), PLAIN.len());
        assert!(!plain.contains("undefined"), "{plain}");
    }
}
