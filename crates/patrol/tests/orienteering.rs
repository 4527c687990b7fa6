//! Instances of team orienteering in both published forms.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use vigie_patrol::engine::{Cooling, Lane};
use vigie_patrol::toptw::{Instance, Search, verify};

/// Start at 0, end at 10 on the x axis, three places on the way and one aside.
const CHAO: &str = "n 6\nm 2\ntmax 10.5\n0 0 0\n2 0 5\n5 0 7\n8 0 9\n5 1 20\n10 0 0\n";

#[test]
fn routes_end_elsewhere_than_they_begin() {
    let (instance, m) = Instance::read_chao(CHAO).expect("an instance");
    assert_eq!((instance.customers(), m), (4, 2));
    // Along the axis: exactly 10 long. By way of (5, 1) alone 2 * sqrt(26), 10.2; both ways go beyond 10.5 with (2, 0) only.
    assert_eq!(verify(&instance, m, &[vec![1, 2, 3]]), Ok(21));
    assert_eq!(verify(&instance, m, &[vec![1, 2, 3], vec![4]]), Ok(41));
    assert_eq!(verify(&instance, m, &[vec![3, 2, 1]]), Err("late"));
    assert_eq!(
        verify(&instance, m, &[vec![1], vec![1]]),
        Err("customer-twice")
    );
    let mut lane = Lane::new(
        Search::new(&instance, m),
        1,
        2_000,
        Cooling::default(),
        None,
    );
    lane.step(2_000);
    assert_eq!(verify(&instance, m, &lane.best().routes()), Ok(41));
}

#[test]
fn an_end_out_of_reach_leaves_nothing_to_collect() {
    let far = CHAO.replace("tmax 10.5", "tmax 9.9");
    let (instance, m) = Instance::read_chao(&far).expect("an instance");
    let mut lane = Lane::new(Search::new(&instance, m), 1, 500, Cooling::default(), None);
    lane.step(500);
    assert_eq!(verify(&instance, m, &lane.best().routes()), Ok(0));
}

#[test]
fn what_is_no_instance_is_refused_with_its_line() {
    for (text, line) in [
        ("", 1),
        ("n 3\nm x\ntmax 5\n0 0 0\n1 1 0\n", 2),
        ("n 3\nm 2\ntmax 5\n0 0 0\n", 4),
        ("n 3\nm 2\ntmax 5\n0 0 0\n1 1\n", 5),
        ("n 3\nm 2\ntmax 5\n0 0 0\n1 nan 0\n", 5),
    ] {
        let fault = Instance::read_chao(text).expect_err(text);
        assert!(
            matches!(fault, vigie_patrol::Error::Benchmark { line: l, .. } if l == line),
            "{text:?}: {fault:?}"
        );
    }
}
