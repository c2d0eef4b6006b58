"""What callers and agents say in a made-up call: (speaker, sentence), speaker 0 is the agent.

Source: ours, written for this project.
"""

from __future__ import annotations

Said = tuple[int, str]

OPENING: tuple[Said, ...] = (
    (0, "Thank you for calling Harbour Travel, my name is Dana."),
    (0, "How can I help you today?"),
    (1, "Hello, I am calling about a booking that I made last week."),
)

TURNS: tuple[tuple[Said, ...], ...] = (
    (
        (0, "Could you give me the booking number, please?"),
        (1, "Yes, it is seven four two, then nine one eight."),
    ),
    (
        (1, "I would like to move the trip to the following Monday."),
        (0, "Let me see whether there are seats left on that day."),
        (0, "There are two left in the morning and one in the evening."),
    ),
    (
        (1, "The confirmation never arrived, and that worries me."),
        (0, "I am sorry about that, I will send it again right now."),
    ),
    (
        (0, "Is the address on the account still the same?"),
        (1, "No, we moved in March, can you change it?"),
        (0, "Of course, please tell me the new one."),
    ),
    (
        (1, "How much would it cost to add a second suitcase?"),
        (0, "That is thirty euros for each direction."),
        (1, "That is fine, please add it."),
    ),
    (
        (1, "I was charged twice on my card."),
        (0, "I can see both payments, the second one will be returned within five days."),
    ),
    (
        (0, "May I put you on hold for a minute?"),
        (1, "Sure, take your time."),
        (0, "Thank you for waiting."),
    ),
    (
        (1, "Last time the help was excellent, so I hope for the same again."),
        (0, "That is very kind of you to say."),
    ),
)

CLOSING: tuple[Said, ...] = (
    (0, "Is there anything else that I can do for you?"),
    (1, "No, that was all, thank you very much."),
    (0, "You are welcome, have a good day, goodbye."),
)
