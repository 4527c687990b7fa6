//! Places of a crisis by name: where a file or a report says that somebody is.

use std::collections::BTreeMap;

use super::column::plain;
use crate::PlaceId;

/// Names of places, without case, marks and double spaces. A name that two places have is no name: nobody is sent to
/// the one when the other was meant.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PlaceNames(BTreeMap<String, Option<PlaceId>>);

impl PlaceNames {
    /// Of these places.
    pub fn of<'a>(places: impl IntoIterator<Item = (PlaceId, &'a str)>) -> Self {
        let mut names: BTreeMap<String, Option<PlaceId>> = BTreeMap::new();
        for (id, name) in places {
            let name = plain(name);
            if !name.is_empty() {
                names
                    .entry(name)
                    .and_modify(|known| *known = known.filter(|it| *it == id))
                    .or_insert(Some(id));
            }
        }
        Self(names)
    }

    /// The one place of a name.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<PlaceId> {
        self.0.get(&plain(name)).copied().flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_finds_its_place_however_it_is_written_and_two_of_one_name_are_none() {
        let [school, gym, port] = [1, 2, 3].map(PlaceId::from_number);
        let names = PlaceNames::of([
            (school, "École  de Manille"),
            (gym, "Gym"),
            (port, "GYM"),
            (gym, " "),
        ]);
        assert_eq!(names.find(" ecole de_manille "), Some(school));
        for none in ["Gym", "", "École", "école de manille 2"] {
            assert_eq!(names.find(none), None, "{none}");
        }
    }
}
