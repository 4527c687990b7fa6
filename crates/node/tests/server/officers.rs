//! What officers do on a node while it goes through trouble: entries of a case, people of a crisis and what happened to them, tasks
//! of a patrol. Whatever the node said it had kept must be there afterwards, once; what it did not answer, at most once.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::client::Client;

/// The officers of one node and what they work on.
pub(crate) struct Officers {
    watch: Client,
    consul: Client,
    crisis: String,
    case: String,
    done: Done,
}

/// What was tried; of each whether the node said that it is kept.
#[derive(Default, Clone)]
struct Done {
    entries: BTreeMap<String, bool>,
    persons: BTreeMap<String, bool>,
    contacted: BTreeMap<String, bool>,
    tasks: BTreeMap<String, bool>,
}

/// What the node answered with this status; none with another, or when it was gone before it answered.
fn told(
    client: &Client,
    (method, path): (&'static str, String),
    body: Value,
    status: u16,
) -> Option<Value> {
    let client = client.clone();
    let ask = move || {
        let answer = client.json(method, &path, &body);
        // 204 has no body to read.
        let is_kept = answer.status == status;
        is_kept.then(|| serde_json::from_slice(&answer.body).unwrap_or_default())
    };
    std::panic::catch_unwind(ask).ok().flatten()
}

impl Officers {
    /// Opens a crisis and a case; `watch` is an administrator's token.
    pub(crate) fn begin(watch: &Client) -> Self {
        let wish = json!({"name": "consul", "role": "consular"});
        let token = watch.json("POST", "/api/v1/tokens", &wish).json();
        let consul = Client {
            port: watch.port,
            token: token["token"].as_str().map(str::to_owned),
            ..Client::default()
        };
        let id = |client: &Client, path: &str, wish: &Value| {
            let made = client.json("POST", path, wish);
            assert_eq!(made.status, 201, "{}", made.json());
            made.json()["id"].as_str().unwrap().to_owned()
        };
        let crisis = id(&consul, "/api/v1/crises", &json!({"name": "Storm"}));
        let case = id(watch, "/api/v1/cases", &json!({"title": "Storm"}));
        Self {
            watch: watch.clone(),
            consul,
            crisis,
            case,
            done: Done::default(),
        }
    }

    /// The node came up again elsewhere.
    pub(crate) fn at(&mut self, port: u16) {
        (self.watch.port, self.consul.port) = (port, port);
    }

    /// Some work, whatever happens to the node meanwhile.
    pub(crate) fn work(&mut self, round: u64) {
        for n in 0..3 {
            let number = round * 3 + n;
            let text = format!("entry {number}");
            let path = format!("/api/v1/cases/{}/entries", self.case);
            let entry = json!({"do": "note", "text": text});
            let kept = told(&self.watch, ("POST", path), entry, 204);
            self.done.entries.insert(text, kept.is_some());

            let name = format!("Roy{number}");
            let path = format!("/api/v1/crises/{}/persons", self.crisis);
            let names = json!([{"script": "latin", "family": name, "given": "Marc"}]);
            let record = json!({"id": "0".repeat(32), "names": names, "source": "roca"});
            let kept = told(&self.consul, ("POST", path), record, 201);
            self.done.persons.insert(name.clone(), kept.is_some());
            if let Some(made) = kept {
                let path = format!("/api/v1/crises/{}/deeds", self.crisis);
                let deed = json!({"act": "contacted", "channel": "phone"});
                let deed = json!({"person": made["id"], "deed": deed});
                let kept = told(&self.consul, ("POST", path), deed, 201);
                self.done.contacted.insert(name, kept.is_some());
            }

            let task = format!("storm-{number}");
            let path = format!("/api/v1/patrol/tasks/{task}");
            let body = json!({"name": task, "kind": "visit", "position": [179.9, 40.0], "value": 5.0, "duration_h": 1.0});
            let kept = told(&self.watch, ("PUT", path), body, 200);
            self.done.tasks.insert(task, kept.is_some());
        }
    }

    /// How much was kept.
    pub(crate) fn kept(&self) -> usize {
        let Done {
            entries,
            persons,
            contacted,
            tasks,
        } = &self.done;
        [entries, persons, contacted, tasks]
            .iter()
            .map(|all| all.values().filter(|kept| **kept).count())
            .sum()
    }

    /// All that was kept is there, nothing twice, and every person is in one state.
    pub(crate) fn check(&self) {
        let case = self.watch.get(&format!("/api/v1/cases/{}", self.case));
        let case = case.json();
        let texts = case["entries"].as_array().unwrap().iter();
        let texts = texts.filter_map(|entry| entry["deed"]["text"].as_str());
        once("entries", &self.done.entries, texts);

        let crisis = format!("/api/v1/crises/{}", self.crisis);
        let all = format!("{crisis}/persons?q=&limit=200");
        let all = self.consul.get(&all).json();
        let names = |page: &Value| -> Vec<String> {
            let persons = page["persons"].as_array().unwrap().iter();
            persons
                .map(|one| one["names"][0]["family"].as_str().unwrap().to_owned())
                .collect()
        };
        let registered = names(&all);
        once(
            "persons",
            &self.done.persons,
            registered.iter().map(String::as_str),
        );
        let contacted = format!("{crisis}/persons?state=contacted&limit=200");
        let contacted = names(&self.consul.get(&contacted).json());
        once(
            "contacted",
            &self.done.contacted,
            contacted.iter().map(String::as_str),
        );
        let board = self.consul.get(&format!("{crisis}/board")).json();
        let states: u64 = board["funnel"]
            .as_object()
            .unwrap_or_else(|| panic!("{board}"))
            .values()
            .filter_map(Value::as_u64)
            .sum();
        assert_eq!(states, registered.len() as u64, "one state each: {board}");
        assert_eq!(board["register"], states, "{board}");

        let tasks = self.watch.get("/api/v1/patrol/tasks").json();
        let tasks = tasks["tasks"].as_array().unwrap().iter();
        let names = tasks.filter_map(|line| line["value"]["id"].as_str());
        once(
            "tasks",
            &self.done.tasks,
            names.filter(|name| name.starts_with("storm-")),
        );
    }
}

fn once<'a>(what: &str, tried: &BTreeMap<String, bool>, there: impl Iterator<Item = &'a str>) {
    let mut count: BTreeMap<&str, usize> = BTreeMap::new();
    for one in there {
        *count.entry(one).or_default() += 1;
    }
    for (one, kept) in tried {
        let times = count.remove(one.as_str()).unwrap_or(0);
        let fits = if *kept { times == 1 } else { times <= 1 };
        assert!(
            fits,
            "{what}: {one} was kept: {kept}, is there {times} times"
        );
    }
    assert!(count.is_empty(), "{what}: nobody said {count:?}");
}
