/// The page that documents every key of the format.
package struct ManifestReference {
  private let format: ManifestFormat

  package init(_ format: ManifestFormat) {
    self.format = format
  }

  /// The page in Markdown.
  package var markdown: String {
    let rows = entries.map { entry in
      let anchor = entry.path.filter { $0 != "." && $0 != "[" && $0 != "]" }
      return
        "| [`\(entry.path)`](#\(anchor)) | \(entry.defaultPhrase) | \(entry.key.explainedSummary) |"
    }
    let table = (["| key | default | meaning |", "|---|---|---|"] + rows).joined(separator: "\n")
    let sections = entries.map(\.section).joined(separator: "\n")
    return "\(introduction)\n## All keys\n\n\(table)\n\n\(sections)"
  }

  private var introduction: String {
    """
    # The manifest

    <!-- Printed by 'manifest-run schema --format markdown'; a test compares. -->

    A manifest is one YAML 1.2 file in UTF-8 that describes one experiment. Everything but `manifest` and
    `name` has a default, the one of the first published experiment, so the shortest manifest is

    ```yaml
    manifest: 1
    name: my_experiment
    ```

    Unknown keys, wrong types and values out of range are errors, all told at once by
    `manifest-run validate`. Paths are relative to the file in which they are written and stay inside
    the repository. `yes`, `no`, `on` and `off` are texts; booleans are `true` and `false`.

    For completion in an editor, `manifest-run schema` prints a JSON Schema (2020-12) of this format:

    ```yaml
    # yaml-language-server: $schema=manifest.schema.json
    manifest: 1
    name: my_experiment
    ```

    ## Composition

    `extends` takes everything that a manifest does not say itself from others: mappings merge key by
    key, everything else replaces, an empty mapping `{}` too, and of several manifests a later one wins
    over an earlier one. `null`, `~` or nothing after a key takes away what is inherited, so that the
    default holds again; where nothing is inherited it is an error:

    ```yaml
    manifest: 1
    name: my_experiment
    extends: vanilla_qa.yaml
    fine-tune:
      models: null
    expect: null
    ```

    `--set KEY=VALUE` on the command line wins over all of them; the value is YAML, and an item of a list
    is written with its number, from 0. `--set KEY=null` takes away what the manifest says:

    ```sh
    manifest-run run m.yaml --set fine-tune.epochs=20 --set 'fine-tune.models[0]=curie'
    ```

    `matrix` maps key paths to lists of values and does the experiment once for each combination. It
    cannot vary \(fixed).
    Two combinations that differ in nothing, or only in what changes no result, are an error: the order of
    \(unordered), and \(labels).

    ## Texts with places

    A template has `{question}` and `{answer}` in it, each once; a brace of its own is written twice, `{{`
    or `}}`. A template of guidance is one line. That of examples has the question first, and nothing but
    the rest of the text, on a new line, after the answer, since a completion counts up to its first line
    break.

    `fine-tune.suffix` may have \(suffixPlaces) in it.

    ## Files of pairs

    A `.jsonl` file has an object a line, with the texts `question` and `answer` and nothing else. A `.csv`
    (RFC 4180) or `.tsv` file has these two columns, named in its first line. The first rows are the
    realized pairs, the next ones the unrealized. No question and no answer comes twice.

    """
  }

  private var suffixPlaces: String { list(SuffixTemplate.names(in: format).map { "{\($0)}" }) }

  private var fixed: String { list(MatrixReader.fixed.map(\.path)) }

  private var unordered: String { list(ImmaterialParts.unordered.sorted()) }

  private var labels: String { list(format.immaterialPaths.sorted()) }

  private func list(_ words: [String]) -> String {
    let names = words.map { "`\($0)`" }
    return names.dropLast().joined(separator: ", ") + " and " + (names.last ?? "")
  }

  /// Every key, each before those in it.
  private var entries: [Entry] {
    format.keys.flatMap { Entry($0, path: $0.name, parents: []).withChildren }
  }

  private struct Entry {
    let key: Key

    /// The key's path; of a key of a list's items with `[]` after the list.
    let path: String

    /// The keys around this one, outermost first.
    let parents: [Key]

    init(_ key: Key, path: String, parents: [Key]) {
      self.key = key
      self.path = path
      self.parents = parents
    }

    var withChildren: [Entry] {
      let children: [Key]
      let parent: String
      switch key.type {
      case .mapping(let keys): (children, parent) = (keys, path)
      case .list(.mapping(let keys), _, _): (children, parent) = (keys, "\(path)[]")
      default: (children, parent) = ([], path)
      }
      return [self]
        + children.flatMap {
          Entry($0, path: "\(parent).\($0.name)", parents: parents + [key]).withChildren
        }
    }

    var defaultPhrase: String {
      switch key.default {
      case .required: "required"
      case .absent: "none"
      case .fromKeys: "those of its keys"
      case .value: "`\(key.shownDefault ?? "")`"
      }
    }

    /// The key's part of the page.
    var section: String {
      var lines = ["### `\(path)`", "", key.explainedSummary, ""]
      lines.append("- Type: \(key.type.explanation)")
      lines.append("- Default: \(defaultPhrase)")
      if let example { lines += ["", "```yaml", example, "```"] }
      return lines.joined(separator: "\n") + "\n"
    }

    /// The key in the keys around it, as a manifest has it; nil for keys that only hold others.
    private var example: String? {
      guard let value = key.shownValue else { return nil }
      var lines: [String] = []
      var indentation = ""
      for parent in parents {
        lines.append("\(indentation)\(parent.name):")
        indentation += "  "
        guard case .list(.mapping(let keys), _, _) = parent.type else { continue }
        // An item is of use only with all that it must have.
        let items = keys.filter { $0.isRequired || $0.name == key.name }
          .map { "\($0.name): \($0.shownValue ?? "")" }
        return (lines + ["\(indentation)- { \(items.joined(separator: ", ")) }"])
          .joined(separator: "\n")
      }
      return (lines + ["\(indentation)\(key.name): \(value)"]).joined(separator: "\n")
    }
  }
}
