//! Pulling the string: a path becomes as short as its side of the land allows.

use super::vector::{Unit, Way};
use super::waters::Waters;

/// Rounds at most; a path settles in a few.
const ROUNDS: usize = 12;
/// Halvings to find how far a corner can be cut.
const HALVINGS: usize = 7;
/// A round that gains less than this part ends the work.
const GAIN: f64 = 2e-5;

/// Shortens the path between its ends, keeping each new line clear. Lines that are not clear (canals and
/// their fairways) stay as they are, as no line across them is.
pub(super) fn pull(waters: &Waters, path: &mut Vec<Unit>) {
    let mut before = cost(waters, path);
    for _ in 0..ROUNDS {
        drop_corners(waters, path);
        let mut n = 1;
        while n + 1 < path.len() {
            cut_corner(waters, path, n, false);
            cut_corner(waters, path, n, true);
            n += 1;
        }
        let after = cost(waters, path);
        if after > before * (1.0 - GAIN) {
            break;
        }
        before = after;
    }
}

fn cost(waters: &Waters, path: &[Unit]) -> f64 {
    path.windows(2)
        .filter_map(|w| Some(waters.cost_m(*w.first()?, *w.last()?)))
        .sum()
}

/// Leaves out every corner whose neighbours see each other.
fn drop_corners(waters: &Waters, path: &mut Vec<Unit>) {
    let mut n = 1;
    while let Some([a, p, b]) = around(path, n) {
        let straight = waters.cost_m(a, b) <= waters.cost_m(a, p) + waters.cost_m(p, b);
        if straight && waters.sees(a, b) {
            path.remove(n);
            n = n.saturating_sub(1).max(1);
        } else {
            n += 1;
        }
    }
}

fn around(path: &[Unit], n: usize) -> Option<[Unit; 3]> {
    Some([
        *path.get(n.checked_sub(1)?)?,
        *path.get(n)?,
        *path.get(n + 1)?,
    ])
}

/// Moves a corner along one of its lines, as near to the other end as the far neighbour still sees it.
fn cut_corner(waters: &Waters, path: &mut [Unit], n: usize, towards_next: bool) {
    let Some([a, p, b]) = around(path, n) else {
        return;
    };
    let (near, far) = if towards_next { (b, a) } else { (a, b) };
    if !waters.sees(near, p) || !waters.sees(p, far) {
        return;
    }
    let way = Way::new(p, near);
    let (mut good, mut bad) = (0.0, 1.0);
    for _ in 0..HALVINGS {
        let part = f64::midpoint(good, bad);
        if waters.sees(way.at(part * way.angle), far) {
            good = part;
        } else {
            bad = part;
        }
    }
    let to = way.at(good * way.angle);
    let gains = waters.cost_m(near, to) + waters.cost_m(to, far)
        < waters.cost_m(near, p) + waters.cost_m(p, far);
    if good > 0.0
        && gains
        && let Some(corner) = path.get_mut(n)
    {
        *corner = to;
    }
}
