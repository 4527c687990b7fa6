//! Writes a large evidence package of made-up video, to measure how fast a verifier reads it:
//! `cargo run --release -p vigie-case --example large_package -- OUT.zip [MIB]`. Memory stays small: files are made,
//! hashed and written piece by piece from a seed, twice, since a header needs the sums before the bytes.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "an example")]

use std::{
    fs::File,
    io::{BufWriter, Write},
};

use sha2::{Digest as _, Sha256};
use vigie_case::{
    package::{Info, Payload, describe, hex, signature_file},
    zip::{Crc, Writer},
};
use vigie_exchange::SecretKey;
use zeroize::Zeroizing;

const PIECE: usize = 1 << 20;
/// A film from a tablet, MiB.
const FILM_MIB: u64 = 16;

/// The pieces of a film: bytes that no compression would make smaller.
fn pieces(film: u64, mib: u64, mut each: impl FnMut(&[u8])) {
    let mut piece = vec![0_u8; PIECE];
    let mut state = film.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    for _ in 0..mib {
        for eight in piece.chunks_exact_mut(8) {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            eight.copy_from_slice(&state.to_le_bytes());
        }
        each(&piece);
    }
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let out = arguments.next().unwrap_or_else(|| "large.zip".to_owned());
    let mib: u64 = arguments.next().map_or(1_024, |text| text.parse().unwrap());
    let films: Vec<(u64, u64)> = (0..mib.div_ceil(FILM_MIB))
        .map(|n| (n, FILM_MIB.min(mib - n * FILM_MIB)))
        .collect();
    let (mut listed, mut crcs) = (Vec::new(), Vec::new());
    for (film, mib) in &films {
        let (mut hash, mut crc) = (Sha256::new(), Crc::default());
        pieces(*film, *mib, |piece| {
            hash.update(piece);
            crc.update(piece);
        });
        listed.push(Payload {
            path: format!("data/attachments/{film:05}.mp4"),
            size: mib * PIECE as u64,
            sha256: hex(&hash.finalize()),
        });
        crcs.push(crc.sum());
    }
    let info = Info {
        case: "large".to_owned(),
        party: "can".to_owned(),
        made_at: "2026-07-01T00:00:00Z".to_owned(),
        realm: "live".to_owned(),
        software: "vigie".to_owned(),
        signers: vec!["can".to_owned()],
    };
    let described = describe(&info, &listed).unwrap();
    let key = SecretKey::from_random(&Zeroizing::new([7; 32]));
    let mut file = BufWriter::with_capacity(PIECE, File::create(&out).unwrap());
    let mut writer = Writer::default();
    for ((film, mib), (one, crc)) in films.iter().zip(listed.iter().zip(&crcs)) {
        let header = writer.next(&one.path, one.size, *crc).unwrap();
        file.write_all(&header).unwrap();
        pieces(*film, *mib, |piece| file.write_all(piece).unwrap());
    }
    let signature = signature_file("can", &key, &described.seal);
    for (path, bytes) in described.files.iter().chain([&signature]) {
        let mut crc = Crc::default();
        crc.update(bytes);
        let header = writer.next(path, bytes.len() as u64, crc.sum()).unwrap();
        file.write_all(&header).unwrap();
        file.write_all(bytes).unwrap();
    }
    file.write_all(&writer.end().unwrap()).unwrap();
    file.flush().unwrap();
    println!("{out}: {} files of {mib} MiB", listed.len());
}
