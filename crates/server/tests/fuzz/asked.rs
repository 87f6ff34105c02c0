//! Whole requests to the router, with a real db behind it and no provider: path, query, headers and body at once, as what stands on
//! each line of the words. Whatever it is, the answer is one, and no failure.

use crate::Target;
use axum::body::Body;
use backend::Backend;
use backend::config::Config;
use backend::http::router::router;
use backend::shop::token;
use http::{HeaderValue, Method, Request, Uri};
use secrecy::ExposeSecret;
use server::clock::SystemClock;
use server::serve;
use tower::ServiceExt;

/// Method and path; a header's value; the body.
const EXAMPLES: [&str; 14] = [
    "GET /api/v1/orders?status=paid&q=ana&from=2026-11-20&until=2026-11-21&cursor=ord_1&limit=10\n\n",
    "GET /api/v1/orders.csv?status=pending&button=btn_1\n\n",
    "GET /api/v1/buttons?cursor=btn_1&limit=2\n\n",
    "GET /api/v1/clabes?cursor=clb_1&limit=-1\n\n",
    "POST /api/v1/orders\nkey-12345678\n{\"amount\":15000,\"currency\":\"MXN\",\"description\":\"Silla\",\"metadata\":{\"a\":\"b\"}}",
    "PATCH /api/v1/orders/ord_1\nkey\n{\"amount\":1}",
    "POST /api/v1/buttons\n\n{\"amount\":15000,\"currency\":\"MXN\",\"description\":\"Silla\",\"label\":\"Pagar\"}",
    "POST /api/v1/orders/ord_1/charges\nkey-12345678\n{\"method\":\"cash\",\"store\":\"OXXO\",\"customer\":{\"name\":\"Ana\",\"email\":\"a@b.mx\"}}",
    "POST /webhooks/compropago\n\n{\"id\":\"ch_1\",\"type\":\"charge.success\"}",
    "POST /o/ord_1\nkey\nway=cash%2FOXXO&name=Ana&email=a%40b.mx&key=12345678",
    "POST /panel/sign-in\n\ntoken=x&to=%2Fpanel",
    "GET /panel/preview/eyJhIjoxfQ/api/v1/buttons/btn_1\n\n",
    "GET /pictures/pic_1?x=%ff\n\n",
    "POST /api/v1/webhook-endpoints\nx\n{\"url\":\"https://x.mx/hook\"}",
];

/// The router.
pub(crate) fn targets() -> Vec<Target> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let secret = ("FICHA_COMPROPAGO__SECRET_KEY".to_owned(), "sk_test_9c95e149614142822f".to_owned());
    // Nobody listens at that port of this machine: every provider is out.
    let toml = format!(
        "allowed_origins = ['loopback']\ndatabase_url = 'sqlite:{}'\n[compropago]\n\
         public_key = 'pk_test_638e8b14112423a086'\nbase_url = 'http://127.0.0.1:1'\n",
        folder.path().join("ficha.db").display()
    );
    let config = Config::read(&toml, [secret].into()).unwrap();
    let backend = Backend::new(runtime.block_on(serve::parts(config)).unwrap());
    let token = runtime.block_on(token::make(&*backend.db, &SystemClock, "fuzz")).unwrap();
    let bearer = HeaderValue::try_from(format!("Bearer {}", token.expose_secret())).unwrap();
    let router = router(backend);
    let ask = move |words: &[u8]| {
        let _folder = &folder;
        let Some(request) = request(words, &bearer) else { return };
        let (method, uri) = (request.method().clone(), request.uri().clone());
        let answer = runtime.block_on(router.clone().oneshot(request)).unwrap();
        let status = answer.status();
        // Nobody can be asked, which is said; nothing else may fail.
        assert!(!status.is_server_error() || status == 503, "{method} {uri}: {status}");
    };
    vec![Target::new("a request", &EXAMPLES, ask)]
}

/// The request those words are, if it is one that HTTP can carry.
fn request(words: &[u8], bearer: &HeaderValue) -> Option<Request<Body>> {
    let mut lines = words.splitn(3, |byte| *byte == b'\n');
    let (first, key, body) = (lines.next()?, lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
    let mut first = first.splitn(2, |byte| *byte == b' ');
    let method = Method::from_bytes(first.next()?).ok()?;
    let uri = Uri::try_from(first.next()?).ok()?;
    let mut request = Request::builder().method(method).uri(uri).body(Body::from(body.to_vec())).ok()?;
    let form = body.first() != Some(&b'{');
    let kind = if form { "application/x-www-form-urlencoded" } else { "application/json" };
    let headers = request.headers_mut();
    headers.insert("content-type", HeaderValue::from_static(kind));
    headers.insert("authorization", bearer.clone());
    for name in ["idempotency-key", "cookie", "accept-language", "if-none-match", "accept-encoding", "range"] {
        headers.insert(name, HeaderValue::from_bytes(key).ok()?);
    }
    Some(request)
}
