//! What pages load of other releases: pages of before an upgrade, and copies of two versions on one db.

use crate::cluster;
use crate::scripted_provider::Till;
use crate::shop::{BEGIN, TestShop};
use axum::body::Body;
use backend::Parts;
use backend::base::files::Files;
use backend::base::idempotency::hex;
use backend::config::Config;
use backend::db::assets::KEPT;
use backend::db::retention;
use backend::db::{BatchFuture, Db, DbError, Statement, assets};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::Request;
use http_body_util::BodyExt;
use payments::Moment;
use server::postgres::{Address, Postgres};
use server::serve;
use server::sqlite::Sqlite;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use tempfile::TempDir;

/// How a browser may take a file.
const ACCEPTED: [&str; 3] = ["", "gzip", "gzip, br"];

/// A file named by its content, in this form: `assets/boot.HASH.js`.
fn named(name: &str, extension: &str, content: &[u8]) -> String {
    format!("{name}.{}.{extension}", &hex(&Sha256::digest(content))[..6])
}

/// The files of a release, and the paths of those named by their content.
fn release(version: &str) -> (Files, Vec<String>) {
    let text = format!("/* {version} */").repeat(300);
    let mut contents = BTreeMap::from([
        ("ficha.js".to_owned(), Bytes::from(format!("loader {version}"))),
        ("assets/plain.svg".to_owned(), Bytes::from(format!("<svg>{version}</svg>"))),
    ]);
    let wasm: Vec<u8> = version.bytes().cycle().take(5000).chain(0..=255).collect();
    let all = [("boot", "js", text.clone().into_bytes()), ("widget", "wasm", wasm), ("checkout", "css", text.into_bytes())];
    let mut paths = Vec::new();
    for (name, extension, content) in all {
        let path = named(&format!("assets/{name}"), extension, &content);
        contents.insert(path.clone(), content.into());
        paths.push(path);
    }
    // The build compresses what no text is, too.
    let wasm = contents[&paths[1]].clone();
    contents.insert(format!("{}.br", paths[1]), by_brotli(&wasm));
    (Files::from_contents(contents), paths)
}

fn by_brotli(plain: &[u8]) -> Bytes {
    let mut out = Vec::new();
    brotli::BrotliCompress(&mut &plain[..], &mut out, &Default::default()).unwrap();
    out.into()
}

/// Every kind of db.
async fn dbs() -> ([Arc<dyn Db>; 2], TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let address = Address::parse(&cluster::cluster().database()).unwrap();
    let sqlite = Sqlite::open(&folder.path().join("ficha.db")).unwrap();
    ([Arc::new(sqlite), Arc::new(Postgres::open(&address).await.unwrap())], folder)
}

async fn copy_of(db: &Arc<dyn Db>, files: Files) -> TestShop {
    TestShop::open_on_with(Arc::clone(db), Arc::new(Till::new()), files).await
}

/// All a browser gets: status, the headers that are about the file, and its bytes.
async fn get(shop: &TestShop, path: &str, accepted: &str) -> (u16, Vec<(String, String)>, Bytes) {
    let request = Request::get(format!("/{path}")).header("accept-encoding", accepted).body(Body::empty()).unwrap();
    let answer = shop.raw(request).await;
    let about = [
        "content-type",
        "content-encoding",
        "cache-control",
        "etag",
        "vary",
        "access-control-allow-origin",
        "cross-origin-resource-policy",
        "x-content-type-options",
    ];
    let header = |name: &str| answer.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
    let headers = about.iter().filter_map(|name| Some(((*name).to_owned(), header(name)?))).collect();
    let status = answer.status().as_u16();
    (status, headers, answer.into_body().collect().await.unwrap().to_bytes())
}

async fn status(shop: &TestShop, path: &str) -> u16 {
    get(shop, path, "").await.0
}

async fn run(db: &Arc<dyn Db>, sql: &'static str, values: &[&str]) {
    let values = values.iter().map(|value| (*value).into()).collect();
    db.batch(vec![Statement::new(sql, values)]).await.unwrap();
}

#[tokio::test]
async fn a_page_with_the_loader_of_before_finds_what_it_names() {
    let (dbs, _folder) = dbs().await;
    for db in dbs {
        let ((files, paths), (later, _)) = (release("1"), release("2"));
        let (before, after) = (copy_of(&db, files).await, copy_of(&db, later.clone()).await);
        for path in &paths {
            assert_eq!((status(&before, path).await, status(&after, path).await), (200, 404), "{path}");
        }
        before.backend.keep_files().await.unwrap();
        after.backend.keep_files().await.unwrap();
        for path in &paths {
            for accepted in ACCEPTED {
                let expected = get(&before, path, accepted).await;
                assert_eq!(expected.0, 200);
                assert!(expected.1.contains(&("cache-control".to_owned(), "public, max-age=31536000, immutable".to_owned())));
                // From the db, and then from memory.
                assert_eq!(get(&after, path, accepted).await, expected, "{path} {accepted}");
                assert_eq!(get(&after, path, accepted).await, expected, "{path} {accepted}");
            }
        }
        assert_eq!(get(&after, "ficha.js", "").await.2, "loader 2", "what no hash names is this release's own");
        assert_eq!(get(&after, "assets/plain.svg", "").await.2, "<svg>2</svg>");

        let forgotten = Moment::from_seconds(BEGIN).plus_seconds(KEPT);
        retention::round(&*db, forgotten).await.unwrap();
        let fresh = copy_of(&db, later.clone()).await;
        assert_eq!(status(&fresh, &paths[0]).await, 200, "on the last day");
        retention::round(&*db, forgotten.plus_seconds(1)).await.unwrap();
        let fresh = copy_of(&db, later).await;
        for path in &paths {
            assert_eq!(status(&fresh, path).await, 404, "{path}");
        }
        after.clock.advance(KEPT);
        assert_eq!(status(&after, &paths[0]).await, 404, "nor is it served from memory");
    }
}

#[tokio::test]
async fn copies_of_two_versions_answer_alike() {
    let (dbs, _folder) = dbs().await;
    for db in dbs {
        let ((ones, of_one), (twos, of_two)) = (release("1"), release("2"));
        let (one, two) = (copy_of(&db, ones).await, copy_of(&db, twos).await);
        for _ in 0..2 {
            let (here, there) = tokio::join!(one.backend.keep_files(), two.backend.keep_files());
            assert!(here.is_ok() && there.is_ok());
        }
        for path in of_one.iter().chain(&of_two) {
            for accepted in ACCEPTED {
                assert_eq!(get(&one, path, accepted).await, get(&two, path, accepted).await, "{path} {accepted}");
                assert_eq!(get(&one, path, accepted).await.0, 200, "{path}");
            }
        }
        // One is there for another quarter of a year, and two is not.
        one.clock.advance(KEPT);
        one.backend.keep_files().await.unwrap();
        retention::round(&*db, Moment::from_seconds(BEGIN).plus_seconds(KEPT + 1)).await.unwrap();
        let third = copy_of(&db, Files::default()).await;
        assert_eq!((status(&third, &of_one[0]).await, status(&third, &of_two[0]).await), (200, 404));
    }
}

#[tokio::test]
async fn what_is_not_what_its_name_says_is_not_served() {
    let (dbs, _folder) = dbs().await;
    for db in dbs {
        let (files, paths) = release("1");
        copy_of(&db, files).await.backend.keep_files().await.unwrap();
        let shop = copy_of(&db, Files::default()).await;
        let (planted, other) = (STANDARD.encode("alert(1)"), STANDARD.encode(by_brotli(b"alert(1)")));
        run(&db, "update assets set plain = $1, brotli = null, gzip = null where path = $2", &[&planted, &paths[0]]).await;
        run(&db, "update assets set brotli = $1 where path = $2", &[&other, &paths[1]]).await;
        run(&db, "update assets set path = $1 where path = $2", &["assets/checkout.012345.css", &paths[2]]).await;
        for path in paths.iter().map(String::as_str).chain(["assets/checkout.012345.css"]) {
            assert_eq!(status(&shop, path).await, 404, "{path}");
        }
    }
}

#[tokio::test]
async fn a_plain_page_of_before_has_the_sheet_of_before() {
    let (dbs, _folder) = dbs().await;
    for db in dbs {
        let shop = copy_of(&db, Files::default()).await;
        let sheet = named("hosted", "css", b"body{color:red}");
        for folder in ["files", "panel/files"] {
            let path = format!("{folder}/{}", sheet.replace("hosted", if folder == "files" { "hosted" } else { "panel" }));
            let files = Files::from_contents(BTreeMap::from([(path.clone(), Bytes::from_static(b"body{color:red}"))]));
            assert_ne!(get(&shop, &path, "").await.2, "body{color:red}", "until it is kept, ours is better than nothing");
            let theirs = files.all().map(|(path, file)| (path.to_owned(), file));
            shop.backend.generations.keep(theirs, Moment::from_seconds(BEGIN)).await.unwrap();
            let (status, headers, body) = get(&shop, &path, "").await;
            assert_eq!((status, body.as_ref()), (200, &b"body{color:red}"[..]), "{path}");
            assert!(headers.contains(&("content-type".to_owned(), "text/css; charset=utf-8".to_owned())), "{headers:?}");
        }
    }
}

#[tokio::test]
async fn the_oldest_go_first_where_there_are_too_many() {
    let (dbs, _folder) = dbs().await;
    for db in dbs {
        let file = assets::KeptAsset { plain: "A".repeat(1000), brotli: None, gzip: None };
        let begin = Moment::from_seconds(BEGIN);
        for (path, seconds) in [("b", 2), ("a", 1), ("c", 3)] {
            assets::keep(&*db, path, &file, begin.plus_seconds(seconds)).await.unwrap();
        }
        assert_eq!(assets::forget(&*db, begin, 3000).await.unwrap(), 0);
        assert_eq!(assets::forget(&*db, begin, 2999).await.unwrap(), 1);
        let kept = assets::seen(&*db, &["a", "b", "c"], begin).await.unwrap();
        assert_eq!(kept.into_iter().collect::<Vec<_>>(), ["b", "c"]);
        assert!(assets::find(&*db, "c", 1000).await.unwrap().is_some());
        assert!(assets::find(&*db, "c", 999).await.unwrap().is_none(), "longer than any of ours");
    }
}

/// Everything but the files of releases.
struct WithoutAssets(Sqlite);

impl Db for WithoutAssets {
    fn batch(&self, statements: Vec<Statement>) -> BatchFuture<'_> {
        if statements.iter().any(|statement| statement.sql.contains(" assets ")) {
            return Box::pin(async { Err(DbError::Unusable("the disk is full".to_owned())) });
        }
        self.0.batch(statements)
    }
}

#[tokio::test]
async fn a_backend_starts_although_nothing_can_be_kept() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("unused.db").display());
    let toml = format!("database_url = '{url}'\nlisten = '127.0.0.1:0'\nallowed_origins = ['loopback']\n");
    let config = Config::read(&toml, HashMap::new()).unwrap();
    let db: Arc<dyn Db> = Arc::new(WithoutAssets(Sqlite::open(&folder.path().join("ficha.db")).unwrap()));
    let (files, paths) = release("1");
    let parts = Parts { db: Arc::clone(&db), assets: files.clone(), ..serve::parts(config).await.unwrap() };
    let running = serve::start(parts).await.unwrap();
    assert!(running.backend.keep_files().await.is_err());
    running.end().await;

    let shop = copy_of(&db, files).await;
    assert_eq!(status(&shop, &paths[0]).await, 200, "its own files ask no db");
    assert_eq!(status(&shop, "files/hosted.0123456789ab.css").await, 200, "ours is better than nothing");
    assert_eq!(status(&shop, "assets/boot.0123ab.js").await, 503, "what cannot be read is not absent");
}
