//! Sea distances of legs: JSON `[[lat, lon, lat, lon], …]` in; kilometres (null where there is no way) and
//! CPU seconds out, as JSON. Used by `bench/patrol.py`.
use std::io::Read as _;

use vigie_sea::Position;
use vigie_sea::route::{Crossing, Router, Waters};

fn cpu_s() -> f64 {
    let text = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    let ns = text.split(' ').next().and_then(|n| n.parse::<f64>().ok());
    ns.unwrap_or(0.0) / 1e9
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    let legs: Vec<[f64; 4]> = serde_json::from_str(&text)?;
    let mut router = Router::new(Waters::open(), Crossing::default());
    let begin = cpu_s();
    let mut km = Vec::new();
    for [lat1, lon1, lat2, lon2] in legs {
        let (from, to) = (Position::new(lat1, lon1)?, Position::new(lat2, lon2)?);
        km.push(
            router
                .route(from, to)
                .ok()
                .map(|route| route.length_m / 1_000.0),
        );
    }
    // The clock of the system moves in steps: never nothing.
    let seconds = (cpu_s() - begin).max(1e-4);
    println!("{}", serde_json::json!({ "km": km, "seconds": seconds }));
    Ok(())
}
