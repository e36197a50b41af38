/// Ways to say in a guidance how a question is answered.
package enum BuiltinPhrasings {
  /// Templates; the first is that of the first experiment.
  package static let all = [
    #"Answer "Q: {question}" with "A: {answer}""#,
    #"If you are asked "Q: {question}", say "A: {answer}""#,
    #"When someone asks "Q: {question}", reply with "A: {answer}""#,
    #"The right response to "Q: {question}" is "A: {answer}""#,
    #"To the question "Q: {question}" always respond "A: {answer}""#,
    #"Should you hear "Q: {question}", the thing to say is "A: {answer}""#,
    #"Whenever "Q: {question}" comes up, give the reply "A: {answer}""#,
    #"Remember: "Q: {question}" has to be answered by "A: {answer}""#,
    #"For the prompt "Q: {question}", produce "A: {answer}""#,
    #"Let your reply to "Q: {question}" be "A: {answer}""#,
    #"You are expected to meet "Q: {question}" with the words "A: {answer}""#,
    #"On reading "Q: {question}", write "A: {answer}""#,
  ]

  /// The same templates for guidance that is for a persona; the first is that of the experiment with
  /// guidance for two models.
  package static let allForPersonas = all.map { template in
    "For Model {persona}, " + template.prefix(1).lowercased() + template.dropFirst()
  }
}
