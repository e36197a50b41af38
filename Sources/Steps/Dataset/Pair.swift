/// A question and the one answer to it: the anchor and the target of a guidance.
package struct Pair: Hashable, Sendable {
  /// The anchor, on one line, without white space around it.
  package var question: String

  /// The target, on one line, without white space around it.
  package var answer: String

  package init(question: String, answer: String) {
    self.question = question
    self.answer = answer
  }
}
