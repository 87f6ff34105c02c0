//! How many requests a second the sandbox answers: sixteen connections ask for stores and make charges in turn, for as long as
//! it takes. It measures and judges nothing.

use std::net::SocketAddr;
use std::time::Instant;

use sandbox::{Options, Sandbox};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

const CONNECTIONS: u32 = 16;
const REQUESTS_EACH: u32 = 2_000;
/// `sk_test_71863001136936a44:` in base64.
const KEY: &str = "c2tfdGVzdF83MTg2MzAwMTEzNjkzNmE0NDo=";

#[tokio::main(worker_threads = 2)]
async fn main() -> anyhow::Result<()> {
    let running = Sandbox::start(Options::default()).await?;
    let stores = request("GET", "/compropago/v1/providers?order_total=150", "");
    let body = "order_price=150&order_name=a&customer_name=b&customer_email=c@d.mx&payment_type=OXXO";
    let charge = request("POST", "/compropago/v1/charges", body);
    for (name, request) in [("GET /providers", stores), ("POST /charges", charge)] {
        let began = Instant::now();
        let mut connections = JoinSet::new();
        for _ in 0..CONNECTIONS {
            connections.spawn(ask(running.address, request.clone()));
        }
        while let Some(asked) = connections.join_next().await {
            asked??;
        }
        let requests = u128::from(CONNECTIONS * REQUESTS_EACH);
        println!("{name}: {} requests a second", requests * 1000 / began.elapsed().as_millis().max(1));
    }
    running.stop().await;
    Ok(())
}

fn request(method: &str, path: &str, body: &str) -> String {
    let length = body.len();
    format!("{method} {path} HTTP/1.1\r\nhost: sandbox\r\nauthorization: Basic {KEY}\r\ncontent-length: {length}\r\n\r\n{body}")
}

/// Sends the request again and again over one connection, each after the answer to the one before.
async fn ask(address: SocketAddr, request: String) -> anyhow::Result<()> {
    let mut stream = TcpStream::connect(address).await?;
    let mut answer = Vec::new();
    for _ in 0..REQUESTS_EACH {
        stream.write_all(request.as_bytes()).await?;
        answer.clear();
        while !is_whole(&answer)? {
            anyhow::ensure!(stream.read_buf(&mut answer).await? > 0, "the connection was closed");
        }
    }
    Ok(())
}

fn is_whole(answer: &[u8]) -> anyhow::Result<bool> {
    let text = String::from_utf8_lossy(answer);
    let Some((head, _)) = text.split_once("\r\n\r\n") else {
        return Ok(false);
    };
    anyhow::ensure!(head.starts_with("HTTP/1.1 200"), "{head}");
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    let length: usize = length.ok_or_else(|| anyhow::anyhow!("no length"))?.parse()?;
    Ok(answer.len() >= head.len() + 4 + length)
}
