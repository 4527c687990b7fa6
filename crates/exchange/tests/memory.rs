//! What decoded values are said to take in memory against what the system says that the process took.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::collections::BTreeMap;

use vigie_exchange::{
    Value,
    cbor::{self, Limits},
};

const LIMITS: Limits = Limits {
    bytes: 8 << 20,
    values: 500_000,
    depth: 16,
};

/// Bytes of this process that are in memory.
fn resident() -> usize {
    let status = std::fs::read_to_string("/proc/self/statm").unwrap();
    let pages: usize = status.split(' ').nth(1).unwrap().parse().unwrap();
    pages * 4_096
}

fn map(fields: usize, inside: &Value) -> Value {
    let fields = (0..fields).map(|n| (format!("{n:x}"), inside.clone()));
    Value::Map(fields.collect::<BTreeMap<_, _>>())
}

/// Maps in maps, fourteen deep.
fn nested() -> Value {
    let shell = |inside| Value::Map([(String::new(), inside)].into());
    (0..14).fold(Value::Null, |inside, _| shell(inside))
}

/// A list of so many of a thing, written without holding it: what is freed before would hide what is taken after.
fn many(thing: &Value, count: u32) -> Vec<u8> {
    // The head of a list has its shortest form.
    let mut bytes = match count {
        0..=23 => vec![0x80 | count as u8],
        24..=0xff => vec![0x98, count as u8],
        0x100..=0xffff => [&[0x99][..], &(count as u16).to_be_bytes()].concat(),
        _ => [&[0x9a][..], &count.to_be_bytes()].concat(),
    };
    bytes.extend(cbor::encode(thing).repeat(count as usize));
    bytes
}

#[test]
fn what_is_held_takes_no_more_than_is_said() {
    let shapes = [
        ("lists", many(&Value::List(Vec::new()), 100_000)),
        (
            "lists of one",
            many(&Value::List(vec![Value::Null]), 50_000),
        ),
        ("maps of one", many(&map(1, &Value::Null), 50_000)),
        ("maps in maps", many(&nested(), 7_000)),
        ("maps of three", many(&map(3, &Value::Int(7)), 25_000)),
        ("maps of thirty", many(&map(30, &Value::Bool(true)), 3_300)),
        ("maps of a thousand", many(&map(1_000, &Value::Null), 100)),
        ("texts", many(&Value::text("LU RONG YU 1"), 100_000)),
        ("letters", many(&Value::text("x"), 100_000)),
        ("bytes", many(&Value::Bytes(vec![7; 2_000_000]), 4)),
    ];
    let (mut all, mut took_all, mut said_all) = (Vec::new(), 0, 0);
    for (name, bytes) in &shapes {
        let before = resident();
        let held: Vec<Value> = (0..4)
            .map(|_| cbor::decode(bytes, &LIMITS).unwrap())
            .collect();
        let took = resident().saturating_sub(before);
        let said: usize = held.iter().map(Value::heap_bytes).sum();
        let sent = 4 * bytes.len();
        println!("{name}: {sent} bytes on the way, {took} in memory, {said} said");
        // What the allocator takes ahead of need is a few pages.
        let most = said + said / 50 + (1 << 20);
        assert!(took <= most, "{name}: {took} of {said}");
        (took_all, said_all) = (took_all + took, said_all + said);
        all.push(held);
    }
    // What it had left over from before is not seen above; of all of it that is little.
    let is_near = took_all * 2 >= said_all;
    assert!(is_near, "{took_all} of {said_all} is no bound to work with");
}
