//! Receiving stations of all feeds: which number has which name, and what an operator says of that name.
//!
//! The watch knows receivers by number, an operator by name; here the two meet. A name means the same receiver in
//! every feed that uses it.

use std::collections::BTreeMap;

use vigie_watch::{ReceiverFact, ReceiverList, ReceiverSet};

/// The names of receivers and what is said of them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Receiving {
    /// What the reference files say: it holds where no officer says otherwise.
    files: ReceiverList,
    /// What officers say.
    officers: ReceiverList,
    names: BTreeMap<u32, String>,
}

impl Receiving {
    /// With what the reference files say.
    pub(crate) fn new(files: ReceiverList) -> Self {
        Self {
            files,
            ..Self::default()
        }
    }

    /// Says a receiver's number for the first time.
    pub(crate) fn meet(&mut self, number: u32, name: &str, set: &mut ReceiverSet) {
        self.names.insert(number, name.to_owned());
        self.tell(number, name, set);
    }

    /// Officers say something of receivers; it replaces what they said of the same names.
    pub(crate) fn say(&mut self, list: ReceiverList, set: &mut ReceiverSet) {
        let names: Vec<String> = list.iter().map(|(name, _)| name.to_owned()).collect();
        self.officers.extend(list);
        names.iter().for_each(|name| self.tell_all(name, set));
    }

    /// Officers withdraw what they said of a name; says whether they had said something.
    pub(crate) fn withdraw(&mut self, name: &str, set: &mut ReceiverSet) -> bool {
        let was_said = self.officers.remove(name);
        if was_said {
            self.tell_all(name, set);
        }
        was_said
    }

    fn tell_all(&self, name: &str, set: &mut ReceiverSet) {
        let numbers = self.names.iter().filter(|(_, known)| *known == name);
        numbers.for_each(|(number, _)| self.tell(*number, name, set));
    }

    fn tell(&self, number: u32, name: &str, set: &mut ReceiverSet) {
        match self.fact(name) {
            Some(fact) => set.put(number, fact.clone()),
            None => set.withdraw(number),
        }
    }

    /// All receivers heard so far, by number.
    pub(crate) fn names(&self) -> impl Iterator<Item = (u32, &str)> {
        self.names
            .iter()
            .map(|(number, name)| (*number, name.as_str()))
    }

    /// Names of which something is said.
    pub(crate) fn said(&self) -> impl Iterator<Item = &str> {
        let files = self.files.iter().map(|(name, _)| name);
        let officers = self.officers.iter().map(|(name, _)| name);
        officers.chain(files.filter(|name| self.officers.get(name).is_none()))
    }

    /// Whether an officer said it, and not a reference file.
    pub(crate) fn is_of_officers(&self, name: &str) -> bool {
        self.officers.get(name).is_some()
    }

    /// What is said of a name.
    pub(crate) fn fact(&self, name: &str) -> Option<&ReceiverFact> {
        self.officers.get(name).or_else(|| self.files.get(name))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn list(text: &str) -> ReceiverList {
        ReceiverList::from_text(text).unwrap().0
    }

    #[test]
    fn a_name_is_told_of_every_number_it_has() {
        let mut set = ReceiverSet::default();
        let mut receiving = Receiving::new(list("name,lat,lon\nADAK,51,-176\n"));
        receiving.meet(65_537, "ADAK", &mut set);
        receiving.meet(131_073, "ADAK", &mut set);
        let lat = |set: &ReceiverSet, n| set.station_at(n).map(|p| p.lat_deg().round());
        assert_eq!(
            (lat(&set, 65_537), lat(&set, 131_073)),
            (Some(51.0), Some(51.0))
        );
        receiving.say(
            list("name,lat,lon\nADAK,52,-176\nKODIAK,57,-152\n"),
            &mut set,
        );
        assert_eq!(
            (lat(&set, 65_537), lat(&set, 131_073)),
            (Some(52.0), Some(52.0))
        );
        receiving.meet(131_074, "KODIAK", &mut set);
        assert_eq!(lat(&set, 131_074), Some(57.0));
        assert!(receiving.withdraw("ADAK", &mut set));
        assert!(!receiving.withdraw("ADAK", &mut set));
        assert_eq!(
            lat(&set, 65_537),
            Some(51.0),
            "what the file says holds again"
        );
    }
}
