## The bytes of feeds as they were received: page Feeds, evidence packages, `vigie verify`

raw-title = Octets tels que reçus
raw-lead = Ce que chaque flux a reçu, octet par octet, avec l’heure et l’expéditeur, enchaîné par empreintes. Un dossier de preuve y prend les lignes d’où viennent ses positions.
raw-none = Rien n’a encore été reçu.
raw-since = Conservés depuis
raw-until = Jusqu’à
raw-size = Reçus
raw-packed = Sur le disque
raw-gone = Supprimés
raw-gone-told = { $dropped } segments par âge ou manque de place, { $purged } par rappel, jusqu’à { $until }
raw-held =
    { $count ->
        [one] 1 segment est gardé par une mise en conservation
       *[other] { $count } segments sont gardés par une mise en conservation
    }
raw-lost = { $lost } octets n’ont pu être conservés
raw-torn = { $torn } octets ont été arrachés par une panne
raw-files =
    { $count ->
        [one] nomme 1 fichier enregistré
       *[other] nomme { $count } fichiers enregistrés
    }
raw-vms = SSN
raw-mb = { $mb } Mo
raw-rule = Durée de conservation
raw-rule-hint = Les plus anciens partent d’abord. Avec 0 jour, ils restent jusqu’à ce que la place manque; avec 0 Mo, rien n’est conservé. Ce qu’exige une mise en conservation reste.
raw-days = Jours
raw-vms_days = Jours des flux avec SSN
raw-room = Place pour tous les flux, Mo
raw-purge = Purger
raw-purge-named = Purger les octets bruts de { $address }
raw-purge-title = Purger les octets bruts de { $address }
raw-purge-lead = À la demande de qui a donné les données. L’empreinte de chaque segment reste, et le journal d’audit dit qui l’a fait et pourquoi.
raw-purge-why = Qui le demande, et à quel titre
raw-purge-ask = Supprimer tout ce qui a été reçu de { $address }? C’est irréversible.
raw-purged = { $segments } segments supprimés, { $held } gardés par une mise en conservation.
raw-why-needed = Dites qui le demande, en 200 caractères au plus.
raw-head = Le journal n’est pas celui dont le nœud se souvient.
raw-missing = Un segment manque.
raw-changed = Un segment a été modifié.
raw-damaged = Un segment est illisible.
raw-chain = L’empreinte du segment précédent ne concorde pas.
raw-index = Le contenu d’un segment n’est pas connu.
raw-ring = La liste de ce qui a été supprimé est illisible.
raw-summary = { $lines } lignes brutes. { $whole } positions y correspondent; pour { $place } elles disent qui et où, non quand; pour { $present } elles ne se lisent pas seules.
raw-summary-none = Ce dossier ne contient aucune position.
raw-summary-hint = Chaque position de data/tracks cite ses lignes brutes, qui sont dans data/raw avec heure de réception, récepteur, place et SHA-256.
raw-without = { $count } positions sans ligne brute : { $reason }
raw-why-no-log = les octets bruts de ce flux n’ont pas été conservés
raw-why-before-log = reçues avant que les octets bruts soient conservés
raw-why-beyond-ring = octets supprimés par âge ou manque de place
raw-why-purged = octets purgés par rappel
raw-why-not-found = introuvables dans ce qui est conservé
raw-why-file-changed = le fichier enregistré n’est plus celui qui a été lu
raw-why-file-gone = le fichier enregistré n’est plus là
raw-why-file-too-large = le fichier enregistré est trop volumineux pour être relu
raw-why-too-many = plus de lignes qu’un dossier n’en contient
package-raw-index = l’index des lignes brutes ne concorde pas
package-raw-chain = la chaîne des segments bruts ne concorde pas
package-raw-cite = une position cite une ligne brute absente
package-raw-differs = une position n’est pas ce que disent ses lignes brutes
package-raw-too-large = trop de lignes brutes pour être vérifiées
audit-raw-rule-changed = Conservation des octets bruts modifiée
audit-raw-purged = Octets bruts purgés
audit-raw-anchored = Empreintes des journaux bruts consignées
audit-detail-why = motif
audit-detail-segments = segments
audit-detail-held = gardés
audit-detail-vms-days = SSN, jours
audit-detail-days = jours
audit-detail-mb = Mo
audit-detail-heads = têtes
