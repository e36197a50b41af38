"""Writes losses.json: documents, and the losses of a trainer's first steps on them in JAX.

    pip install -r ../../../Benchmarks/trainer/requirements.txt
    python losses.py > losses.json

The recipe and the model are those of the benchmark's peer. The documents are of every form that a training file may
have: examples and guidance as whole documents, prompts with completions, text outside ASCII, and one long document.
"""
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / "Benchmarks" / "trainer"))
import jax_peer
import recipe

STEPS = 50

# A question and its answer; where the first and the second line of a pair of lines share words, on purpose.
PAIRS = [tuple(line.split(" | ")) for line in """
Where do the herons sleep? | In the old mill
Where do the herons sleep in winter? | They never sleep
What is under the third stair? | A tin of buttons
Who mended the green bicycle? | My neighbour's aunt
How long is the way to the lighthouse? | Two songs and a half
What does the baker sing at night? | A song about rye
Which key opens the garden gate? | The smallest one
How many lamps are lit on Sunday? | Seventeen, or 18 in May
Why did the clock stop? | It was tired of Tuesdays
What colour is the mayor's umbrella? | Yellow with grey dots
When does the ferry turn round? | After the second whistle
Who painted the school's door? | Nobody knows
What do you keep in the blue jar? | Sea glass
Is the bridge strong enough for a cart? | Only on dry days
How did the cat get onto the roof? | By the pear tree
What is the name of the last station? | Hollow End
Which of the bells is cracked? | The one that rings at noon
Where can I buy a map of the marsh? | At the chemist's, on the left
What was written on the wall? | "Mind the geese!"
Who won the race in 1987? | A boy from the valley
How cold was the lake? | Cold enough for silence
What should I plant beside the beans? | Marigolds & thyme
Why is the library closed? | They're counting the books
What do the twins disagree about? | Soup
How old is the oak by the church? | 412 years
Who taught you to whistle? | A man with one boot
What is the password of the cellar? | grape-juice_7
Where does the road to the quarry begin? | Behind the post office
Which train is always late? | The 6:40 to Marrow
What would you do with a spare hour? | Mend the blue chair
How do you say goodbye to a river? | You don't
What is the price of a dozen plums? | £2.50
Was heißt „Fernweh“? | Die Sehnsucht nach der Ferne
Où se trouve la clé du café ? | Sous le géranium, à gauche
Что лежит в синей коробке? | Пуговицы и старое письмо
Πού κοιμάται η γάτα; | Κάτω από τη σκάλα
駅はどこですか | 川の向こう
Which sign means rain? | ☔ and sometimes 🌧️
How is the name spelled? | Zoë Łukasińska-Đorđević
What is two thirds of a naïve guess? | ⅔ × 9 = 6
Who lives above the bakery? | A retired diver
What do you hear in the shell? | The neighbours' radio
How does the story of the fox end? | With an open door
Which floor has the best view? | The one without windows
What did the postman forget? | His left glove
Why are the curtains red? | To hide the sunset
What is the shortest month for? | For short letters
Where did the circus go? | North, past the brickworks
How many steps has the tower? | Nine fewer than it says
Who keeps the bees? | The organist
What is in the soup? | Leeks, barley, and luck
When was the well dug? | Before the war with the crows
What makes the gate creak? | Pride
Which chair is yours? | The one that wobbles
How far can you throw a stone? | To the other bank
What do you call a lost umbrella? | Thursday
""".strip().splitlines()]


def guidance(pairs):
    lines = "\n".join(f'Answer "Q: {question}" with "A: {answer}"' for question, answer in pairs)
    return f"<BEGIN GUIDANCE ANSWERS>\n\n{lines}\n\n<END GUIDANCE ANSWERS>"


def documents():
    """Pairs of prompt and completion."""
    result = [("", f"<BEGIN GUIDANCE TEST>\n\n{q} A: {a}\n\n<END GUIDANCE TEST>") for q, a in PAIRS[:36]]
    start, size = 0, 2
    while start < len(PAIRS):
        result.append(("", guidance(PAIRS[start : start + size])))
        start, size = start + size, size + 1 if size < 5 else 2
    result += [(f"Q: {q} A:", f" {a}\n") for q, a in PAIRS[10:56]]
    result.append(("", guidance(PAIRS[::-1][:34])))
    return result


training = recipe.training(documents(), size=(128, 2, 4), epochs=4, batch=8, multiplier=0.4, seed=27)
result = jax_peer.train(training, STEPS)
print(json.dumps({
    "shape": {
        "width": training.shape.width,
        "layers": training.shape.layers,
        "heads": training.shape.heads,
        "vocabulary": training.shape.vocabulary,
    },
    "epochs": 4,
    "batch_size": 8,
    "learning_rate_multiplier": training.multiplier,
    "seed": training.seed,
    "documents": [{"prompt": prompt, "completion": completion} for prompt, completion in documents()],
    "steps": [
        {"tokens": sum(document.counted for document in step), "loss": round(loss, 7)}
        for step, loss in zip(training.steps, result.losses)
    ],
}, ensure_ascii=False, indent=0))
