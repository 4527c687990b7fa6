# Le service : ce qu’il affiche au départ, et les fautes du stockage.

serve-address = Vigie : { $address }
serve-setup = Pour créer le premier compte, ouvrez : { $address }
serve-feed-failed = Le flux { $name } a échoué. { $sentence }

retract-not-found-again = La veille ne le retrouve plus dans les archives, après un changement de règles ou de programme.
by-unknown = Un rapport est par pavillon, par engin, ou les deux.
step-unknown = Un pas est day, week ou month (jour, semaine ou mois).
text-not-utf8 = Le texte n’est pas en UTF-8.
engine-ended = Le moteur de la veille s’est arrêté. Le journal dit pourquoi.
store-batch-too-large = Un lot est trop grand pour être conservé d’un coup.
store-damaged = Un fichier conservé est endommagé.
store-database = La base de données a refusé.
store-disk = Le disque a refusé.
store-exists = Il en existe déjà un.
store-parquet = Un fichier de positions ne peut être ni lu ni écrit.
store-realm = Le dossier de données appartient à un autre domaine : le réel et les exercices ne se mêlent jamais.
store-too-new = Les données ont été écrites par une version plus récente du programme.
