import Diagnostics
import Manifest
import Testing

struct ProviderSettingsTests {
  private func load(_ text: String) -> (services: [ProviderSettings]?, problems: [Diagnostic]) {
    var diagnostics = DiagnosticList()
    let services = ProviderSettings.load(
      SourceFile(name: "providers.yaml", text: text),
      into: &diagnostics
    )
    return (services, diagnostics.sorted)
  }

  @Test func `a service is read with its defaults`() throws {
    let (services, problems) = load(
      """
      providers:
        - { name: lab, base-url: "https://lab.example/v1", key-variable: LAB_KEY }
        - name: old
          base-url: http://127.0.0.1:8080/v1
          dialect: legacy
          organization: org-1
          key-command: [pass, show, lab]
          requests-per-minute: 60
          concurrent-jobs: 3
          model-kind: chat
          document-prompt: Write a document.
      """
    )
    #expect(problems.isEmpty)
    let lab = try #require(services?.first)
    #expect(lab.name == "lab")
    #expect(lab.dialect == "jobs")
    #expect(lab.keyVariable == "LAB_KEY")
    #expect(lab.keyCommand == nil)
    #expect(lab.promptsPerRequest == 20)
    #expect(lab.modelKind == "by-name")
    #expect(lab.documentPrompt == nil)
    let old = try #require(services?.last)
    #expect(old.dialect == "legacy")
    #expect(old.keyCommand == ["pass", "show", "lab"])
    #expect(old.requestsPerMinute == 60)
    #expect(old.modelKind == "chat")
    #expect(old.documentPrompt == "Write a document.")
    #expect(old.tokensPerMinute == nil)
  }

  @Test func `a service may be free, or say what its models cost`() throws {
    let (services, problems) = load(
      """
      providers:
        - { name: lab, base-url: "https://lab.example/v1", free: true }
        - name: hosted
          base-url: https://hosted.example/v1
          prices:
            - { model: large, training: 5, input: 1, output: 2, currency: EUR, date: today }
      """
    )
    #expect(problems.isEmpty)
    #expect(services?.map(\.isFree) == [true, false])
    #expect(services?.map(\.prices.count) == [0, 1])
    #expect(services?.last?.prices.first?.currency == "EUR")
  }

  @Test func `all problems are told with their places`() {
    let (services, problems) = load(
      """
      providers:
        - { name: lab, base-ulr: "https://lab.example/v1", dialect: job }
        - { base-url: x, key: sk-abc }
      """
    )
    #expect(services == nil)
    #expect(
      problems.map(\.id.rawValue).sorted()
        == ["missing-key", "missing-key", "unknown-key", "unknown-key", "unknown-word"]
    )
  }

  @Test func `no two services have one name`() {
    let (services, problems) = load(
      """
      providers:
        - { name: lab, base-url: "https://lab.example/v1" }
        - { name: other, base-url: "https://other.example/v1" }
        - { name: lab, base-url: "https://lab.example/v2" }
      """
    )
    #expect(services == nil)
    #expect(problems.map(\.message) == ["'providers' has the name 'lab' twice; leave one out"])
    #expect(problems.first?.range?.start.line == 4)
  }

  @Test(arguments: ["providers: 3", "other: []", "- 1", "a: [", "providers: [1]"])
  func `what is no list of services is an error`(text: String) {
    let (services, problems) = load(text)
    #expect(services == nil)
    #expect(!problems.isEmpty)
  }
}
