# Textes aux ressortissants pendant une crise : assez courts pour un message texte.
message-ask = { $crisis } : dites-nous si vous êtes en sécurité et si vous souhaitez partir. Répondez à ce message ou utilisez la page de votre ambassade.
message-seat = { $crisis } : une place vous est réservée sur { $leg }. Présentez-vous à { $place } avant { $cutoff } UTC avec votre passeport. Départ à { $departure } UTC. Veuillez confirmer.
message-seat-bus = { $crisis } : une place vous est réservée sur { $leg }. Votre autobus quitte { $place } à { $bus } UTC; apportez votre passeport. { $leg } part à { $departure } UTC. Veuillez confirmer.
message-changed = { $crisis } : votre départ a changé. Vous avez maintenant une place sur { $leg }. Présentez-vous à { $place } avant { $cutoff } UTC. Départ à { $departure } UTC.
message-changed-bus = { $crisis } : votre départ a changé. Votre autobus quitte { $place } à { $bus } UTC pour { $leg }, départ à { $departure } UTC.
message-changed-none = { $crisis } : votre place n’est plus disponible. Restez où vous êtes; nous cherchons une autre solution et vous écrirons de nouveau.
message-gather = { $crisis } : rendez-vous à { $place } dès que vous pouvez le faire en sécurité. Apportez votre passeport et le nécessaire pour deux jours.
message-over = { $crisis } : l’évacuation est terminée. Si vous avez encore besoin d’aide, communiquez avec votre ambassade.
message-words = { $crisis } : { $words }
message-languages = Le texte est requis en anglais, en français et en japonais, pour que personne ne soit oublié.
message-words-unfit = Le texte est trop long, ou dans une langue non offerte.
message-id = L’identifiant de l’envoi n’est pas formé de 32 chiffres hexadécimaux.
message-place = Indiquez à quel endroit se rendre.
message-audience = Une place s’adresse aux personnes du plan, un changement à celles dont le départ a changé.
messages-not-written = Les messages n’ont pu être écrits pour la passerelle. Rien n’a été envoyé.
