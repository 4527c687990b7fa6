//! Any bytes at both ends of a stream and of the carriers: refused or taken, never a panic; what is good afterwards
//! still enters.
//!
//! Behind the seal nothing would be reached by chance, so the same bytes also come sealed and signed by the partner.
#![no_main]

use ed25519_dalek::SigningKey;
use libfuzzer_sys::fuzz_target;
use vigie_exchange::channel::{
    Draft, Entry, Form, Inbox, Lane, MemoryNodes, Outbox, Pipe, PipeConfig, Priority, Profile, Signer, Source, Stream,
    Thin, ThinConfig, close_raw, sealing_public,
};

struct Kept(Entry);

impl Source for Kept {
    fn entry(&self, _seq: u64) -> Option<Entry> {
        Some(self.0.clone())
    }
}

fuzz_target!(|data: &[u8]| {
    let key = SigningKey::from_bytes(&[1; 32]);
    let stream = Stream::new(Signer::public(&key), [2; 32], "live", 0);
    let Ok(seal) = stream.seal(&[3; 32], &sealing_public(&[4; 32])) else { return };
    let mut nodes = MemoryNodes::default();
    let mut outbox = Outbox::new(stream.clone(), seal.clone(), [5; 32], Profile::LAN);
    let mut inbox = Inbox::new(stream.clone(), seal.clone(), Profile::LAN);
    outbox.acknowledge(data).ok();
    for bytes in [data.to_vec(), close_raw(&stream, &seal, &key, data)] {
        if let Ok(intake) = inbox.receive(&bytes, 0, &nodes) {
            inbox.commit(intake.number, &mut nodes).ok();
        }
    }
    let mut thin = Thin::listen(ThinConfig::NARROW, [6; 32], [7; 4], 0);
    thin.receive(data, 0, &key, &[]).ok();
    let mut pipe = Pipe::new(PipeConfig::NARROW);
    pipe.receive(data).ok();

    let draft = Draft::unreleased(Priority::Distress, Form::Record, None, None, 0, vec![1]);
    let mut out_nodes = MemoryNodes::default();
    let Ok(entry) = outbox.push(draft, &mut out_nodes) else { return };
    outbox.commit();
    let bundle = outbox.poll(Lane::Distress, 0, &key, &Kept(entry), &out_nodes);
    let Ok(Some(bundle)) = bundle else { panic!("nothing to send") };
    if inbox.fork().is_none() && inbox.head() == 0 {
        inbox.receive(&bundle, 0, &MemoryNodes::default()).ok();
    }
});
