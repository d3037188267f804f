final class Code { var name: String? { nil } }
