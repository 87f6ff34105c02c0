//! Makes JavaScript short: names, spaces and comments go, meaning stays. What a script is for, and where it goes, is
//! not known here.

use anyhow::{Result, ensure};
use oxc_allocator::Allocator;
use oxc_codegen::{Codegen, CodegenOptions, CommentOptions};
use oxc_minifier::{CompressOptions, Minifier, MinifierOptions};
use oxc_parser::Parser;
use oxc_span::SourceType;

/// How a page loads a script. The names at its top are safe to shorten only in a module.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
    /// `<script src>`
    Classic,
    /// `import`
    Module,
}

/// Returns the same program with fewer bytes. Fails when it is not JavaScript.
pub(crate) fn minify(source: &str, kind: Kind) -> Result<String> {
    let kind = match kind {
        Kind::Classic => SourceType::script(),
        Kind::Module => SourceType::mjs(),
    };
    let allocator = Allocator::default();
    let parsed = Parser::new(&allocator, source, kind).parse();
    ensure!(parsed.diagnostics.is_empty(), "this is not JavaScript: {:?}", parsed.diagnostics);
    let mut program = parsed.program;
    let options = MinifierOptions { compress: Some(CompressOptions::smallest()), ..MinifierOptions::default() };
    let shortened = Minifier::new(options).minify(&allocator, &mut program);
    Ok(Codegen::new()
        .with_options(CodegenOptions { minify: true, comments: CommentOptions::disabled(), ..CodegenOptions::default() })
        .with_scoping(shortened.scoping)
        .build(&program)
        .code)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(kind: Kind, source: &str, expected: &str) {
        assert_eq!(minify(source, kind).unwrap(), expected);
    }

    #[test]
    fn comments_spaces_and_long_inner_names_go() {
        check(
            Kind::Classic,
            "// why\n(function () { const element = document.body; element.append(element.title); })();",
            "(function(){let e=document.body;e.append(e.title)})();",
        );
    }

    #[test]
    fn a_classic_script_keeps_its_global_names() {
        check(Kind::Classic, "function press() { return 1 }", "function press(){return 1}");
    }

    #[test]
    fn a_module_keeps_what_it_exports() {
        check(
            Kind::Module,
            "const secret = Symbol(); export function press() { return secret }",
            "const e=Symbol();export function press(){return e}",
        );
    }

    #[test]
    fn what_is_not_javascript_is_refused() {
        assert!(minify("let = = 1", Kind::Module).is_err());
    }
}
