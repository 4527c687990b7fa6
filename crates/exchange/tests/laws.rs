//! Laws: the join of labels is a lattice, canonical bytes have one form.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "tests"
)]

use std::collections::BTreeSet;

use proptest::prelude::*;
use vigie_exchange::*;

fn some<T: std::str::FromStr<Err = Error> + Ord + std::fmt::Debug + Clone>(
    names: &'static [&'static str],
) -> impl Strategy<Value = BTreeSet<T>> {
    proptest::sample::subsequence(names, 0..=names.len()).prop_map(|names| {
        names
            .into_iter()
            .map(|name| name.parse().unwrap())
            .collect()
    })
}

fn audience() -> impl Strategy<Value = Audience> {
    let level = prop_oneof![
        Just(Level::Public),
        Just(Level::Community),
        Just(Level::Protected),
        Just(Level::Enforcement)
    ];
    (level, some(&["ca", "jp", "us"])).prop_map(|(level, releasable_to)| Audience {
        level,
        releasable_to,
    })
}

fn label() -> impl Strategy<Value = Label> {
    let purposes = prop_oneof![
        Just(Purposes::Any),
        some(&["fish", "rescue"]).prop_map(Purposes::Only)
    ];
    let scopes = proptest::collection::btree_map(
        prop_oneof![Just("storm"), Just("drill")].prop_map(|name| name.parse::<Scope>().unwrap()),
        audience(),
        0..3,
    );
    let onward = prop_oneof![Just(Onward::None), Just(Onward::Ask), Just(Onward::Allowed)];
    let hold = prop_oneof![Just(HoldRule::Never), Just(HoldRule::Investigation)];
    let time = || proptest::option::of((0_i64..5).prop_map(Time::from_ms));
    let sets = (
        some(&["p", "q"]),
        some(&["c", "d"]),
        some(&["x", "y"]),
        some(&["kr", "ru"]),
    );
    (
        audience(),
        sets,
        purposes,
        scopes,
        any::<bool>(),
        onward,
        (time(), time()),
        hold,
    )
        .prop_map(
            |(audience, sets, purposes, scopes, personal, onward, (not_after, purge_at), hold)| {
                Label {
                    policies: sets.0,
                    audience,
                    caveats: sets.1,
                    purposes,
                    scopes,
                    personal,
                    onward,
                    not_after,
                    purge_at,
                    hold,
                    profiles: sets.2,
                    origins: sets.3,
                }
            },
        )
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(Value::Int),
        (-300_i64..300).prop_map(Value::Int),
        any::<f64>()
            .prop_filter("finite", |float| float.is_finite())
            .prop_map(Value::Float),
        any::<f32>()
            .prop_filter("finite", |float| float.is_finite())
            .prop_map(|f| Value::Float(f.into())),
        (-70_000_i32..70_000).prop_map(|int| Value::Float(f64::from(int) / 16.0)),
        ".{0,30}".prop_map(Value::Text),
        proptest::collection::vec(any::<u8>(), 0..300).prop_map(Value::Bytes),
    ];
    leaf.prop_recursive(4, 60, 8, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..8).prop_map(Value::List),
            proptest::collection::btree_map(".{0,5}", inner, 0..8).prop_map(Value::Map),
        ]
    })
}

/// The same value written by another library, floats excepted, whose shortest form it does not choose.
fn by_minicbor(value: &Value, out: &mut minicbor::Encoder<&mut Vec<u8>>) {
    match value {
        Value::Null => out.null().map(|_| ()),
        Value::Bool(flag) => out.bool(*flag).map(|_| ()),
        Value::Int(int) => out.i64(*int).map(|_| ()),
        Value::Float(float) => {
            let single = *float as f32;
            let half = f64::from(f64::from(single) as f32) == *float && is_half(*float);
            if half {
                out.f16(single).map(|_| ())
            } else if f64::from(single) == *float {
                out.f32(single).map(|_| ())
            } else {
                out.f64(*float).map(|_| ())
            }
        }
        Value::Text(text) => out.str(text).map(|_| ()),
        Value::Bytes(bytes) => out.bytes(bytes).map(|_| ()),
        Value::List(list) => {
            out.array(list.len() as u64).unwrap();
            list.iter().for_each(|item| by_minicbor(item, out));
            Ok(())
        }
        Value::Map(map) => {
            let mut entries: Vec<_> = map.iter().collect();
            entries.sort_by_key(|(name, _)| (name.len(), (*name).clone()));
            out.map(map.len() as u64).unwrap();
            for (name, item) in entries {
                out.str(name).unwrap();
                by_minicbor(item, out);
            }
            Ok(())
        }
    }
    .unwrap();
}

/// Whether a float survives the way through 16 bits, by the other library.
fn is_half(float: f64) -> bool {
    let mut bytes = Vec::new();
    minicbor::Encoder::new(&mut bytes)
        .f16(float as f32)
        .unwrap();
    let back = minicbor::Decoder::new(&bytes).f16().unwrap();
    f64::from(back).to_bits() == float.to_bits()
}

proptest! {
    #[test]
    fn the_join_of_labels_is_a_lattice(a in label(), b in label(), c in label()) {
        prop_assert_eq!(a.join(&a), a.clone());
        prop_assert_eq!(a.join(&b), b.join(&a));
        prop_assert_eq!(a.join(&b).join(&c), a.join(&b.join(&c)));
        prop_assert_eq!(a.join(&b).join(&b), a.join(&b));
    }

    #[test]
    fn a_join_admits_nobody_that_one_of_its_inputs_does_not(a in label(), b in label(), active in some(&["storm", "drill"])) {
        let joined = a.join(&b).audience_in(&active);
        for input in [&a, &b] {
            let alone = input.audience_in(&active);
            prop_assert!(joined.releasable_to.is_subset(&alone.releasable_to) && joined.level >= alone.level);
        }
    }

    #[test]
    fn canonical_bytes_come_back_and_are_what_another_library_writes(value in value()) {
        let bytes = cbor::encode(&value);
        let back = cbor::decode(&bytes, &cbor::Limits::default()).unwrap();
        prop_assert_eq!(cbor::encode(&back), bytes.clone());
        prop_assert_eq!(&back, &value);
        let mut other = Vec::new();
        by_minicbor(&value, &mut minicbor::Encoder::new(&mut other));
        prop_assert_eq!(bytes, other);
    }

    #[test]
    fn whatever_decodes_is_canonical(bytes in proptest::collection::vec(any::<u8>(), 0..60)) {
        if let Ok(value) = cbor::decode(&bytes, &cbor::Limits::default()) {
            prop_assert_eq!(cbor::encode(&value), bytes);
        }
    }
}

#[test]
fn other_forms_of_a_value_are_refused_by_name() {
    let code = |bytes: &[u8]| {
        cbor::decode(bytes, &cbor::Limits::default())
            .unwrap_err()
            .code()
    };
    assert_eq!(code(&[]), "exchange-codec-short");
    assert_eq!(code(&[0x01, 0x01]), "exchange-codec-trailing");
    assert_eq!(code(&[0x18, 0x01]), "exchange-codec-not-shortest");
    assert_eq!(code(&[0x9f, 0xff]), "exchange-codec-indefinite");
    assert_eq!(code(&[0xc0, 0x01]), "exchange-codec-type");
    assert_eq!(
        code(&[0x1b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]),
        "exchange-codec-range"
    );
    assert_eq!(code(&[0x61, 0xff]), "exchange-codec-utf8");
    assert_eq!(
        code(&[0xa2, 0x61, b'b', 0x01, 0x61, b'a', 0x01]),
        "exchange-codec-order"
    );
    assert_eq!(
        code(&[0xa2, 0x61, b'a', 0x01, 0x61, b'a', 0x01]),
        "exchange-codec-order"
    );
    assert_eq!(
        code(&[0xfa, 0x3f, 0x80, 0x00, 0x00]),
        "exchange-codec-float"
    );
    assert_eq!(code(&[0xf9, 0x7e, 0x00]), "exchange-codec-float");
    assert_eq!(code(&[0x81; 20]), "exchange-codec-deep");
    assert_eq!(
        code(&[0x9a, 0xff, 0xff, 0xff, 0xff]),
        "exchange-codec-short"
    );
    assert_eq!(code(&vec![0; cbor::BYTES_MAX + 1]), "exchange-codec-large");
}

#[test]
fn a_bomb_of_small_values_is_refused_before_it_grows() {
    let limits = cbor::Limits {
        values: 10,
        ..cbor::Limits::default()
    };
    let list = [&[0x94][..], &[0x00; 20]].concat();
    assert_eq!(
        cbor::decode(&list, &limits).unwrap_err().code(),
        "exchange-codec-large"
    );
}
