// The tour of this room: an interpreter that other programs embed and that knows no database.
//
// Text goes through in one direction. A `Source` is cut into tokens (Lexer/), the tokens become a
// tree (Parser/, Syntax/), names find their variables (Resolver/), the tree becomes register code
// (Compiler/), and the machine runs it (Interpreter/). What the language lacks a host plugs in:
// commands (Command.swift), statements of another language (ForeignStatement.swift) and
// declarations (Declaration.swift). Start with `Interpreter`.
//
// There is no type called `Lang`: one would hide the module's own name from its users.
