//! A node that runs, asked as a program asks it: HTTP on this machine or behind a tunnel, with a token.

use http_body_util::{BodyExt as _, Full};
use hyper::{Method, Request, Uri, body::Bytes, header};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;

use super::failure::Failure;
use crate::exit::Exit;

/// An answer is not longer: the report of an exercise of two weeks with its map strip.
const ANSWER_BYTES_MAX: usize = 256 << 20;
/// Wait for an answer: a report of three days takes a while.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(120);

/// A node.
pub(super) struct Online<'a> {
    node: &'a str,
    token: &'a str,
    runtime: tokio::runtime::Runtime,
}

impl<'a> Online<'a> {
    /// The node at this address, asked with this token.
    ///
    /// # Errors
    /// The system gives no sockets.
    pub(super) fn new(node: &'a str, token: &'a str) -> Result<Self, Failure> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        let runtime = runtime.map_err(|fault| unreachable(node, &fault))?;
        Ok(Self {
            node,
            token,
            runtime,
        })
    }

    /// # Errors
    /// The node does not answer, or says no.
    pub(super) fn get(&self, path: &str) -> Result<Value, Failure> {
        read(&self.ask(&Method::GET, path, &Value::Null)?)
    }

    /// # Errors
    /// The node does not answer, or says no.
    pub(super) fn post(&self, path: &str, body: &Value) -> Result<Value, Failure> {
        read(&self.ask(&Method::POST, path, body)?)
    }

    /// The bytes of an answer.
    ///
    /// # Errors
    /// The node does not answer, or says no.
    pub(super) fn ask(
        &self,
        method: &Method,
        path: &str,
        body: &Value,
    ) -> Result<Vec<u8>, Failure> {
        let asked = self.answer(method, path, body);
        let (status, bytes) = asked.map_err(|fault| unreachable(self.node, &fault))?;
        if (200..300).contains(&status) {
            return Ok(bytes);
        }
        let said: Value = serde_json::from_slice(&bytes).unwrap_or_default();
        let code = said["code"].as_str().unwrap_or("unknown");
        let detail = said["detail"].as_str().unwrap_or_default();
        Err(Failure::new(Exit::Data, "node-refused")
            .with("code", code)
            .with("detail", detail))
    }

    /// Status and bytes of an answer, whatever they are.
    ///
    /// # Errors
    /// The node does not answer.
    pub(super) fn answer(
        &self,
        method: &Method,
        path: &str,
        body: &Value,
    ) -> std::io::Result<(u16, Vec<u8>)> {
        self.runtime.block_on(async {
            match tokio::time::timeout(PATIENCE, self.exchange(method, path, body)).await {
                Ok(answer) => answer,
                Err(_late) => Err(std::io::ErrorKind::TimedOut.into()),
            }
        })
    }

    async fn exchange(
        &self,
        method: &Method,
        path: &str,
        body: &Value,
    ) -> std::io::Result<(u16, Vec<u8>)> {
        let other = std::io::Error::other::<Box<dyn std::error::Error + Send + Sync>>;
        let uri: Uri = self.node.parse().map_err(|e| other(Box::new(e)))?;
        if uri.scheme_str() != Some("http") {
            return Err(std::io::Error::from(std::io::ErrorKind::Unsupported));
        }
        let host = uri.host().unwrap_or("127.0.0.1");
        let port = uri.port_u16().unwrap_or(80);
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        let tcp = TcpStream::connect((bare, port)).await?;
        let (mut sender, connection) =
            hyper::client::conn::http1::handshake::<_, Full<Bytes>>(TokioIo::new(tcp))
                .await
                .map_err(|e| other(Box::new(e)))?;
        tokio::spawn(async move { drop(connection.await) });
        let bytes = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, format!("{host}:{port}"))
            .header(header::AUTHORIZATION, format!("Bearer {}", self.token))
            .header(header::CONTENT_TYPE, "application/json")
            .body(Full::from(bytes))
            .map_err(|e| other(Box::new(e)))?;
        let response = sender
            .send_request(request)
            .await
            .map_err(|e| other(Box::new(e)))?;
        let status = response.status().as_u16();
        let body = http_body_util::Limited::new(response.into_body(), ANSWER_BYTES_MAX);
        let whole = body.collect().await.map_err(other)?;
        Ok((status, whole.to_bytes().to_vec()))
    }
}

fn read(bytes: &[u8]) -> Result<Value, Failure> {
    if bytes.is_empty() {
        return Ok(Value::Null);
    }
    serde_json::from_slice(bytes)
        .map_err(|fault| Failure::new(Exit::Data, "plan-failed").with("detail", fault))
}

fn unreachable(node: &str, fault: &std::io::Error) -> Failure {
    Failure::new(Exit::Io, "node-unreachable")
        .with("node", node)
        .with("detail", fault)
}
