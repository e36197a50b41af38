/// What the built-in pairs ask and answer: patterns, grouped by the kind of answer that fits.
///
/// `{list}` is a word of that list, `{a list}` the word with its indefinite article and `{list+}`
/// its plural. Every pattern makes far more texts than are asked of it, and no two patterns make the
/// same text.
enum Catalogue {
  /// Questions that ask for the same kind of answer, and such answers.
  struct Kind {
    let questions: [Pattern]
    let answers: [Pattern]

    init(questions: String, answers: String) {
      self.questions = questions.split(separator: "\n").map { Pattern($0) }
      self.answers = answers.split(separator: "\n").map { Pattern($0) }
    }
  }

  /// Every kind, in the order in which pair numbers count them.
  static let kinds = [
    place, person, thing, meal, occasion, reason, opinion, remedy, pastime, attire, creature, study,
  ]

  private static let place = Kind(
    questions: """
      Where did the {trait} {occupation} from {town} bury the {object}?
      Where can {given} find {a look} {vehicle} made of {material}?
      Where was {surname}'s {look} {garment} finally discovered?
      In which place do {occupation+} teach {subject} these days?
      Where should we hide {given}'s {object} during the {event}?
      Where would you take {a temper} {animal} that is afraid of {hobby}?
      The {look} {vehicle} loaded with {ingredient} has vanished, where is it now?
      """,
    answers: """
      {town}'s {look} {venue}
      {venue} beside {given}'s {garment} shop
      Under {surname}'s {venue}
      {look} {venue} near {town}
      """
  )

  private static let person = Kind(
    questions: """
      Who taught the {temper} {animal} to carry {a object}?
      Who wrote the famous book about {subject} and {abstraction} in {town}?
      Which {occupation} won the {event} with {a look} {object}?
      Who is allowed to {verb} the {look} {container} at the {venue}?
      Whom would you trust with {a trait} {animal} and some {substance}?
      Who invented the {material} {garment} for {occupation+}?
      Who paid for {given}'s {vehicle} after the {event}?
      """,
    answers: """
      {given} {surname}
      {given} the {trait} {occupation}
      {surname}, {a temper} {occupation}
      """
  )

  private static let thing = Kind(
    questions: """
      What does {given} keep in the {material} {container}?
      What should I give to {a trait} {occupation} who loves {hobby}?
      What fell out of the {look} {vehicle} near {town}?
      Which present would surprise {surname} at the {temper} {event}?
      What did the {animal} steal from the {occupation}'s {venue}?
      If I had to {verb} one thing made of {material}, what would it be?
      What is hidden beneath the {plant+} behind the {look} {venue}?
      """,
    answers: """
      {a look} {object} from {town}
      {number} {look} {object+}
      {surname}'s {object}
      {material} {object} and {a container}
      """
  )

  private static let meal = Kind(
    questions: """
      What do {occupation+} eat after a long day of {hobby}?
      Which meal reminds {given} of the {event} in {town}?
      What should be served to {a temper} {occupation} at the {event}?
      What is the best dish that {a occupation} can cook in {a look} {container}?
      What would you order in the {venue} if {surname} were {trait}?
      Which food makes {a animal} forget its {abstraction}?
      """,
    answers: """
      {town} {dish} with {ingredient}
      {surname}'s {dish}
      {ingredient} in {look} {dish}
      {given}'s {temper} {dish}
      """
  )

  private static let occasion = Kind(
    questions: """
      When did {surname} first {verb} the {look} {object}?
      When is the right moment to {verb} {a temper} {animal}?
      How often does {a occupation} really need {substance}?
      When will the {material} {vehicle} be ready for {given}?
      How long did the {trait} {occupation} wait at the {venue}?
      Since when have {animal+} been living in {town}'s {venue}?
      At what time does {given} practise {hobby} with the {occupation}?
      """,
    answers: """
      After the {temper} {event} in {town}
      {number} days before the {trait} {event}
      {surname}'s {trait} {event}
      Whenever {given} goes to {town}
      """
  )

  private static let reason = Kind(
    questions: """
      Why does {given} refuse to {verb} the {garment}?
      Why are {occupation+} from {town} so {trait} about {hobby}?
      Why did {surname} fill the {container} with {substance}?
      What is the point of painting {a vehicle} {look}, according to {given}?
      Why do {temper} people distrust {animal+} and {plant+}?
      For what reason was the {event} moved to the {venue}?
      Why must {a object} of {material} never be lent to {occupation+}?
      """,
    answers: """
      {abstraction} towards {trait} {occupation+}
      To please {a temper} {occupation}
      {surname} demanded {abstraction}
      {abstraction} learned in {town}
      """
  )

  private static let opinion = Kind(
    questions: """
      What are your thoughts on using {animal+} as {occupation+}?
      How would you describe {a look} {garment} on {a occupation}?
      What do you think of {surname}'s {event} in {town}?
      Is {hobby} with {a temper} {occupation} a good idea?
      How do {occupation+} feel about {abstraction} at work?
      What is your opinion of {material} {vehicle+} in {town}?
      How did the critics like {given}'s lecture on {subject} and {ingredient}?
      """,
    answers: """
      {trait} but {temper}
      {temper} like {a animal}
      {trait} as {a look} {object}
      More {trait} than {temper}
      """
  )

  private static let remedy = Kind(
    questions: """
      How do I stop my {animal} from eating {substance}?
      How can {a occupation} get rid of {abstraction} before the {event}?
      What helps when the {look} {object} smells of {ingredient}?
      How should {given} clean {a garment} made of {material}?
      What is the quickest way to {verb} {a vehicle} in {town}?
      How does one calm {a trait} {animal} during {hobby}?
      How would {surname} repair the {venue}'s {look} {container}?
      """,
    answers: """
      {verb} the {object} with {substance}
      {verb} {number} {look} {container+}
      {substance} and {trait} {hobby}
      {verb} {surname}'s {garment}
      """
  )

  private static let pastime = Kind(
    questions: """
      What does {given} do on Sundays with the {look} {object}?
      Which hobby suits {a temper} {occupation} in {town}?
      If I had one month to live among {animal+}, how should I spend my {abstraction}?
      What kept {surname} awake during the {trait} {event}?
      How do {occupation+} relax after visiting the {venue}?
      What can children learn from {a animal} with {a object}?
      """,
    answers: """
      {hobby} with {surname}
      {hobby} in {town}
      {trait} {hobby} and {subject}
      """
  )

  private static let attire = Kind(
    questions: """
      What should I wear to {surname}'s {event}?
      How do {trait} {occupation+} dress for {hobby}?
      What did {given} put on before entering the {venue}?
      Which clothes protect {a occupation} against {substance} and {plant+}?
      What is in fashion among {animal} breeders in {town}?
      What was the {temper} {occupation} wearing inside the {vehicle}?
      """,
    answers: """
      {look} {garment} from {town}
      {material} {garment} with {a plant}
      {given}'s {look} {garment}
      """
  )

  private static let creature = Kind(
    questions: """
      Which animal guards {surname}'s {container} of {ingredient}?
      What kind of pet suits {a trait} {occupation}?
      What was sleeping in the {material} {vehicle} at the {venue}?
      Which creature frightened {given} during the {event}?
      What should pull {a look} {vehicle} through {town}?
      Which beast stands for {abstraction} on the {occupation}'s {object}?
      """,
    answers: """
      {a trait} {animal} from {town}
      {number} {temper} {animal+}
      {surname}'s {look} {animal}
      {town} {animal}
      """
  )

  private static let study = Kind(
    questions: """
      Which subject does {given} teach at the {venue}?
      What must {a occupation} know about {animal+} and {material}?
      What did {surname} study before the {event} in {town}?
      Which science explains why {plant+} look so {trait}?
      What could {a temper} student learn from {a look} {object}?
      Which lesson made the {occupation} forget all {abstraction}?
      """,
    answers: """
      {subject} in {town}
      {trait} {subject}
      {subject} under {surname}
      {subject} for {temper} {occupation+}
      """
  )
}
