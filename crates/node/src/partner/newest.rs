//! The newest copy of each object that a partner gave us, as many as a screen can use.

use std::collections::BTreeMap;

use vigie_exchange::{Assertion, Kind, ObjectId};

/// Objects of one kind held in memory for the screen, of one partner: those that came last. The others stay in the store.
const OBJECTS_MAX: usize = 50_000;

/// Kinds with a room of their own; all others share one. Agreements name some twenty.
const ROOMS_MAX: usize = 64;
/// Memory for copies of one partner, bytes. Then the oldest of the kind that takes most goes. Counted is what a copy takes here
/// and not what it was on the way: of many small values that is a hundred times as much.
const MEMORY_BYTES_MAX: usize = 256 << 20;
/// What the place of an object takes, deleted ones too: its entries in [`Newest::by_object`] and [`Room::objects`], in nodes
/// that are half empty, with the name of its kind.
const PLACE_BYTES: usize = 256;

/// A copy that a partner gave us.
#[derive(Debug, Clone)]
pub(crate) struct Copy {
    pub(crate) assertion: Assertion,
    /// Its size as it came.
    pub(crate) bytes: usize,
    pub(crate) released_ms: i64,
    /// When it was received; unknown for what older programs kept.
    pub(crate) received_ms: Option<i64>,
}

impl Copy {
    /// What it takes in memory, bytes, at most.
    fn memory_bytes(&self) -> usize {
        // In a node of the map of copies that is half empty.
        let own = 11 * (size_of::<Self>() + size_of::<u64>()) / 5;
        own + self.assertion.heap_bytes()
    }
}

/// The newest copies, by their number in the stream.
#[derive(Debug)]
pub(crate) struct Newest {
    copies: BTreeMap<u64, Copy>,
    /// The newest copy of each object, deleted ones too: an older one that comes late stays hidden.
    by_object: BTreeMap<ObjectId, At>,
    /// A kind does not push out another: a day of positions leaves persons and plans where they are.
    rooms: BTreeMap<Option<Kind>, Room>,
    /// What all of it takes.
    memory_bytes: usize,
    most: usize,
    most_bytes: usize,
}

/// Where the newest copy of an object is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct At {
    version: u32,
    seq: u64,
    room: Option<Kind>,
}

/// The objects of one kind.
#[derive(Debug, Default)]
struct Room {
    objects: BTreeMap<u64, ObjectId>,
    memory_bytes: usize,
    /// Whatever has this number or one below is not shown any more.
    past: Option<u64>,
}

impl Default for Newest {
    fn default() -> Self {
        Self::of(OBJECTS_MAX, MEMORY_BYTES_MAX)
    }
}

impl Newest {
    fn of(most: usize, most_bytes: usize) -> Self {
        Self {
            copies: BTreeMap::new(),
            by_object: BTreeMap::new(),
            rooms: BTreeMap::new(),
            memory_bytes: 0,
            most,
            most_bytes,
        }
    }

    pub(crate) fn get(&self, seq: u64) -> Option<&Copy> {
        self.copies.get(&seq)
    }

    /// In the order of the stream.
    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = (u64, &Copy)> {
        self.copies.iter().map(|(seq, copy)| (*seq, copy))
    }

    /// A copy came: it is shown unless a newer one of its object came before, or it is older than all of its kind that are
    /// shown.
    pub(crate) fn put(&mut self, seq: u64, copy: Copy) {
        let (object, kind) = (copy.assertion.object, copy.assertion.kind.clone());
        let room = Some(kind).filter(|_| self.rooms.len() < ROOMS_MAX || self.has_room(&copy));
        let known = self.rooms.get(&room).and_then(|it| it.past);
        if known.is_some_and(|past| seq <= past) {
            return;
        }
        let version = copy.assertion.version;
        let at = At { version, seq, room };
        if let Some(known) = self.by_object.get(&object) {
            if *known > at {
                return;
            }
            let (seq, room) = (known.seq, known.room.clone());
            self.take_out(seq, &room);
        }
        let room = self.rooms.entry(at.room.clone()).or_default();
        room.objects.insert(seq, object);
        let bytes = PLACE_BYTES + copy.memory_bytes();
        room.memory_bytes += bytes;
        self.memory_bytes += bytes;
        let full = room.objects.len() > self.most;
        let room = at.room.clone();
        self.by_object.insert(object, at);
        self.copies.insert(seq, copy);
        if full {
            self.drop_oldest(&room);
        }
        while self.memory_bytes > self.most_bytes {
            let rooms = self.rooms.iter();
            let largest = rooms.max_by_key(|(_, room)| room.memory_bytes);
            let Some(kind) = largest.map(|(kind, _)| kind.clone()) else {
                return;
            };
            self.drop_oldest(&kind);
        }
    }

    fn has_room(&self, copy: &Copy) -> bool {
        self.rooms.contains_key(&Some(copy.assertion.kind.clone()))
    }

    fn drop_oldest(&mut self, kind: &Option<Kind>) {
        let Some(room) = self.rooms.get_mut(kind) else {
            return;
        };
        if let Some((oldest, object)) = room.objects.pop_first() {
            room.past = Some(oldest);
            self.by_object.remove(&object);
            self.take_out(oldest, kind);
        }
    }

    fn take_out(&mut self, seq: u64, kind: &Option<Kind>) {
        let copy = self.copies.remove(&seq);
        let bytes = PLACE_BYTES + copy.map_or(0, |copy| copy.memory_bytes());
        self.memory_bytes -= bytes;
        if let Some(room) = self.rooms.get_mut(kind) {
            room.objects.remove(&seq);
            room.memory_bytes -= bytes;
        }
    }

    /// A copy was deleted.
    pub(crate) fn remove(&mut self, seq: u64) {
        let Some(copy) = self.copies.remove(&seq) else {
            return;
        };
        let bytes = copy.memory_bytes();
        self.memory_bytes -= bytes;
        let at = self.by_object.get(&copy.assertion.object);
        if let Some(room) = at.and_then(|at| self.rooms.get_mut(&at.room)) {
            room.memory_bytes -= bytes;
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use proptest::prelude::*;
    use vigie_exchange::{Label, Purpose, Realm, Time, Validity};

    fn copy(object: u8, version: u32) -> Copy {
        let assertion = Assertion {
            realm: Realm::Live,
            originator: "jp-jcg".parse().unwrap(),
            object: ObjectId([object; 16]),
            kind: "alert".parse().unwrap(),
            version,
            made_at: Time::from_ms(0),
            valid: Validity::default(),
            label: Label::default(),
            purpose: Purpose::new("fisheries").unwrap(),
            agreement_version: 1,
            body: vigie_exchange::Body::new(),
        };
        Copy {
            assertion,
            bytes: 10,
            released_ms: 0,
            received_ms: None,
        }
    }

    proptest! {
        /// In the order of the stream: of each object the highest version, of the objects those that spoke last.
        #[test]
        fn of_each_object_the_newest(said in proptest::collection::vec((0u8..12, 1u32..4), 0..60), most in 1usize..8) {
            let mut newest = Newest::of(most, MEMORY_BYTES_MAX);
            let mut plain: BTreeMap<u8, (u32, u64)> = BTreeMap::new();
            for (seq, (object, version)) in (0u64..).zip(&said) {
                newest.put(seq, copy(*object, *version));
                let at = (*version, seq);
                let known = plain.entry(*object).or_insert(at);
                *known = (*known).max(at);
                while plain.len() > most {
                    let oldest = plain.iter().min_by_key(|(_, at)| at.1).map(|(object, _)| *object);
                    plain.remove(&oldest.unwrap());
                }
            }
            let mut shown: Vec<(u64, u8, u32)> = plain.iter().map(|(o, (v, seq))| (*seq, *o, *v)).collect();
            shown.sort_unstable();
            let found = newest.iter().map(|(seq, it)| (seq, it.assertion.object.0[0], it.assertion.version));
            prop_assert_eq!(found.collect::<Vec<_>>(), shown);
            prop_assert!(newest.by_object.len() <= most);
        }
    }

    #[test]
    fn a_kind_does_not_push_out_another() {
        let mut newest = Newest::of(3, MEMORY_BYTES_MAX);
        let mut person = copy(99, 1);
        person.assertion.kind = "person".parse().unwrap();
        newest.put(0, person);
        (1..9).for_each(|seq| newest.put(seq, copy(seq as u8, 1)));
        let numbers: Vec<u64> = newest.iter().map(|(seq, _)| seq).collect();
        assert_eq!(numbers, [0, 6, 7, 8]);
        assert_eq!(newest.by_object.len(), 4);
    }

    #[test]
    fn a_partner_that_sends_much_fills_no_memory() {
        let most = 20 * (copy(1, 1).memory_bytes() + PLACE_BYTES);
        let mut newest = Newest::of(1_000, most);
        newest.put(0, copy(99, 1));
        for seq in 1..100 {
            let mut other = copy(seq as u8, 1);
            other.assertion.kind = format!("kind-{}", seq % 80).parse().unwrap();
            newest.put(seq, other);
        }
        assert!(newest.rooms.len() <= ROOMS_MAX + 1);
        let taken = |newest: &Newest| {
            let copies: usize = newest.iter().map(|(_, copy)| copy.memory_bytes()).sum();
            copies + newest.by_object.len() * PLACE_BYTES
        };
        assert!(newest.iter().count() >= 15, "{}", newest.iter().count());
        assert!(newest.memory_bytes <= most && newest.memory_bytes == taken(&newest));
        let of_rooms = |newest: &Newest| {
            let rooms = newest.rooms.values();
            rooms.map(|it| it.memory_bytes).sum::<usize>()
        };
        assert_eq!(newest.memory_bytes, of_rooms(&newest));
        // Deleted, they leave their places, and these are counted too.
        let numbers: Vec<u64> = newest.iter().map(|(seq, _)| seq).collect();
        numbers.iter().for_each(|seq| newest.remove(*seq));
        assert_eq!(newest.iter().count(), 0);
        assert_eq!(newest.memory_bytes, numbers.len() * PLACE_BYTES);
        assert_eq!(newest.memory_bytes, of_rooms(&newest));
    }

    #[test]
    fn copies_of_many_small_values_count_as_what_they_take() {
        use vigie_exchange::Value;
        // Maps of one empty name: three bytes each on the way.
        let one = Value::Map([(String::new(), Value::Null)].into());
        let hostile = |object: u8| {
            let mut copy = copy(object, 1);
            let all = Value::List(vec![one.clone(); 10_000]);
            copy.assertion.body.insert("all".to_owned(), all);
            copy.bytes = copy.assertion.encode().len();
            copy
        };
        let (bytes, memory) = (hostile(1).bytes, hostile(1).memory_bytes());
        assert!(bytes < 31_000 && memory > 100 * bytes, "{bytes} {memory}");
        let mut newest = Newest::of(1_000, 64 << 20);
        (0..100).for_each(|seq| newest.put(seq, hostile(seq as u8)));
        let kept = newest.iter().count();
        assert!(kept * memory <= 64 << 20 && kept > 5, "{kept}");
        // By their bytes alone all of them would have stayed.
        assert!(100 * bytes < 64 << 20);
        // One that is too large for all of it is not kept, and nothing breaks.
        let mut newest = Newest::of(1_000, memory / 2);
        newest.put(0, hostile(1));
        assert_eq!((newest.iter().count(), newest.memory_bytes), (0, 0));
        newest.put(1, copy(2, 1));
        assert_eq!(newest.iter().count(), 1);
    }

    #[test]
    fn a_deleted_copy_does_not_bring_back_the_one_before() {
        let mut newest = Newest::of(3, MEMORY_BYTES_MAX);
        newest.put(5, copy(1, 2));
        newest.remove(5);
        newest.put(4, copy(1, 1));
        assert_eq!(newest.iter().count(), 0);
        // Nor does one that comes after its place is gone.
        (6..9).for_each(|seq| newest.put(seq, copy(seq as u8, 1)));
        newest.put(3, copy(9, 1));
        let numbers: Vec<u64> = newest.iter().map(|(seq, _)| seq).collect();
        assert_eq!(numbers, [6, 7, 8]);
    }
}
