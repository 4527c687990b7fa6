//! A node of one's own.

use std::{
    fmt::Write as _,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use crate::client::Client;

pub(crate) const PASSWORD: &str = "correct horse";

pub(crate) struct Node {
    child: Child,
    pub(crate) port: u16,
    pub(crate) setup: Option<String>,
    pub(crate) folder: PathBuf,
}

impl Node {
    pub(crate) fn start(folder: &Path, feeds: &[&Path]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_vigie"));
        command
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(folder)
            .arg("--feed-folder")
            .arg(folder);
        for feed in feeds {
            command.arg("--feed").arg(feed);
        }
        Self::run(command, folder)
    }

    pub(crate) fn run(mut command: Command, folder: &Path) -> Self {
        let log = std::fs::File::create(folder.join("log.jsonl")).unwrap();
        let mut child = command.stdout(Stdio::piped()).stderr(log).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let first = lines
            .next()
            .unwrap_or_else(|| panic!("{}", failure(folder)))
            .unwrap();
        let port = first
            .trim_end_matches('/')
            .rsplit(':')
            .next()
            .unwrap()
            .parse()
            .unwrap();
        let accounts = folder.join("has-accounts").exists();
        let setup = (!accounts).then(|| {
            let link = lines.next().unwrap().unwrap();
            link.split("token=").nth(1).unwrap().to_owned()
        });
        // The pipe is kept open and empty: nothing more is printed there.
        std::thread::spawn(move || lines.for_each(drop));
        Self {
            child,
            port,
            setup,
            folder: folder.to_owned(),
        }
    }

    pub(crate) fn anyone(&self) -> Client {
        Client {
            port: self.port,
            ..Client::default()
        }
    }

    /// Makes the first administrator.
    pub(crate) fn administrator(&self) -> Client {
        let wish = json!({
            "token": self.setup.as_deref().unwrap(), "user": "admin", "password": PASSWORD,
        });
        let answer = self.anyone().json("POST", "/api/v1/setup", &wish);
        assert_eq!(answer.status, 200, "{:?}", answer.json());
        std::fs::write(self.folder.join("has-accounts"), "").unwrap();
        signed_in(self.port, &answer)
    }

    pub(crate) fn sign_in(&self, user: &str) -> Client {
        sign_in(self.port, user)
    }

    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks politely; gives whether it ended well.
    pub(crate) fn stop(mut self) -> bool {
        let pid = self.child.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-TERM", &pid])
                .status()
                .unwrap()
                .success()
        );
        self.child.wait().unwrap().success()
    }

    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(self.folder.join("log.jsonl")).unwrap()
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn failure(folder: &Path) -> String {
    std::fs::read_to_string(folder.join("log.jsonl")).unwrap_or_default()
}

/// Somebody of a role, named after it, with an account that the administrator makes.
pub(crate) fn member(node: &Node, administrator: &Client, role: &str) -> Client {
    let user = json!({"user": role, "password": PASSWORD, "role": role});
    assert_eq!(
        administrator.json("POST", "/api/v1/users", &user).status,
        201
    );
    node.sign_in(role)
}

pub(crate) fn sign_in(port: u16, user: &str) -> Client {
    let anyone = Client {
        port,
        ..Client::default()
    };
    let wish = json!({"user": user, "password": PASSWORD});
    let answer = anyone.json("POST", "/api/v1/session", &wish);
    assert_eq!(answer.status, 200, "{:?}", answer.json());
    signed_in(port, &answer)
}

fn signed_in(port: u16, answer: &crate::client::Answer) -> Client {
    let cookie = answer
        .header("set-cookie")
        .unwrap()
        .split(';')
        .next()
        .unwrap()
        .to_owned();
    let csrf = answer.json()["csrf"].as_str().unwrap().to_owned();
    Client {
        port,
        cookie: Some(cookie),
        csrf: Some(csrf),
        token: None,
    }
}

/// Asks again until the answer fits.
pub(crate) fn until(client: &Client, path: &str, fits: impl Fn(&Value) -> bool) -> Value {
    let began = Instant::now();
    loop {
        let answer = client.get(path);
        if answer.status == 200 {
            let value = answer.json();
            if fits(&value) {
                return value;
            }
        }
        assert!(
            began.elapsed() < Duration::from_secs(120),
            "{path}: not in time"
        );
        std::thread::sleep(Duration::from_millis(100));
    }
}

/// Waits until all of a recording is in and worked out.
pub(crate) fn settled(client: &Client) -> Value {
    until(client, "/api/v1/status", |status| {
        status["complete"] == true
    })
}

/// A recording of two days: two squid boats that meet near 180°, one that falls silent, and traffic around.
pub(crate) fn recording(folder: &Path) -> PathBuf {
    let start = 1_772_323_200i64;
    let mut rows: Vec<(i64, String)> = Vec::new();
    let mut put = |s: i64, mmsi: u32, lat: f64, lon: f64, speed: f64, name: &str| {
        let lon = if lon >= 180.0 { lon - 360.0 } else { lon };
        let time = vigie_sea::Time::from_s(start + s);
        let line = format!("{mmsi},{time},{lat:.5},{lon:.5},{speed},90,{name},30,A");
        rows.push((s, line));
    };
    for step in 0..(48 * 12) {
        let s = step * 300;
        // Comes from 36 nm away in four hours, stays by its partner from hour 12 to 18, and goes.
        let hour = s as f64 / 3_600.0;
        let apart = 0.002 + 0.15 * (12.0 - hour).max(hour - 18.0).clamp(0.0, 4.0);
        put(s, 412_000_001, 41.0, 179.95, 0.5, "LU RONG 1");
        put(s + 30, 412_000_002, 41.0 + apart, 179.95, 0.5, "LU RONG 2");
        // Silent from hour 6 to 40.
        if !(6 * 3_600..40 * 3_600).contains(&s) {
            put(
                s + 60,
                416_000_003,
                38.0,
                170.0 + s as f64 * 2e-6,
                8.0,
                "HAI YU 3",
            );
        }
        for n in 0..6u32 {
            let lon = 178.0 + f64::from(n) * 0.2 + s as f64 * 1e-5;
            put(
                s + 90 + i64::from(n),
                431_000_010 + n,
                35.0 + f64::from(n),
                lon,
                12.0,
                "MARU",
            );
        }
    }
    rows.sort();
    let mut text = "mmsi,time,lat,lon,speed,course,name,ship_type,class\n".to_owned();
    for (_, line) in rows {
        writeln!(text, "{line}").unwrap();
    }
    let path = folder.join("recording.csv");
    std::fs::write(&path, text).unwrap();
    path
}
