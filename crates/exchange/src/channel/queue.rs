//! What waits to be sent, by priority; of latest values only the newest of a key.
//!
//! A key keeps its place in the queue while newer values replace older ones, so a vessel that reports
//! often cannot be overtaken for ever by those that report rarely.

use super::entry::Priority;
use std::collections::{BTreeMap, VecDeque};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Item {
    Entry(u64),
    /// The newest entry of that key, looked up when its turn comes.
    Key(u64),
}

/// The five queues.
#[derive(Debug, Clone, Default)]
pub(crate) struct Queue {
    classes: [VecDeque<Item>; Priority::ALL.len()],
    newest: BTreeMap<u64, u64>,
}

impl Queue {
    /// Queues entry `seq`; gives the older of two entries when only the newer is needed.
    pub(crate) fn push(&mut self, seq: u64, priority: Priority, key: Option<u64>) -> Option<u64> {
        let item = match key.filter(|_| priority == Priority::Latest) {
            Some(key) => {
                if let Some(&queued) = self.newest.get(&key) {
                    self.newest.insert(key, queued.max(seq));
                    return Some(queued.min(seq));
                }
                self.newest.insert(key, seq);
                Item::Key(key)
            }
            None => Item::Entry(seq),
        };
        if let Some(class) = self.classes.get_mut(priority as usize) {
            class.push_back(item);
        }
        None
    }

    /// The entry whose turn it is in this class.
    pub(crate) fn front(&self, priority: Priority) -> Option<u64> {
        match self.classes.get(priority as usize)?.front()? {
            Item::Entry(seq) => Some(*seq),
            Item::Key(key) => self.newest.get(key).copied(),
        }
    }

    /// Takes out the front of a class.
    pub(crate) fn pop(&mut self, priority: Priority) -> Option<u64> {
        match self.classes.get_mut(priority as usize)?.pop_front()? {
            Item::Entry(seq) => Some(seq),
            Item::Key(key) => self.newest.remove(&key),
        }
    }

    /// How many wait in a class.
    pub(crate) fn len(&self, priority: Priority) -> usize {
        self.classes.get(priority as usize).map_or(0, VecDeque::len)
    }

    /// Forgets all.
    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_of_a_key_goes_in_the_place_of_the_first() {
        let mut queue = Queue::default();
        assert_eq!(queue.push(0, Priority::Latest, Some(7)), None);
        assert_eq!(queue.push(1, Priority::Latest, Some(8)), None);
        assert_eq!(queue.push(2, Priority::Latest, Some(7)), Some(0));
        assert_eq!(queue.pop(Priority::Latest), Some(2));
        assert_eq!(queue.pop(Priority::Latest), Some(1));
        assert_eq!(queue.pop(Priority::Latest), None);
    }

    #[test]
    fn an_alert_is_never_replaced() {
        let mut queue = Queue::default();
        assert_eq!(queue.push(0, Priority::Alert, Some(7)), None);
        assert_eq!(queue.push(1, Priority::Alert, Some(7)), None);
        assert_eq!(queue.len(Priority::Alert), 2);
    }
}
