import CPostgres

/// What a statement gave: rows, or a command tag.
///
/// It owns libpq's memory and frees it when it goes, so nothing that points into it may outlive it.
/// Catalog queries are read through `rows`, everything else through `string` and its kin.
package struct Result: ~Copyable {
  private let handle: OpaquePointer

  init(_ handle: OpaquePointer) {
    self.handle = handle
  }

  deinit {
    pq_clear(handle)
  }

  package var rowCount: Int { Int(pq_ntuples(handle)) }
  package var columnCount: Int { Int(pq_nfields(handle)) }

  package var columnNames: [String] {
    (0..<pq_nfields(handle)).map { pq_fname(handle, $0).map { String(cString: $0) } ?? "" }
  }

  /// The type of a column, as an oid of `pg_type`.
  package func typeOID(_ column: Int) -> UInt32 {
    pq_ftype(handle, Int32(truncatingIfNeeded: column))
  }

  /// `SELECT 3`, `CREATE TABLE`, …; empty for an empty statement.
  package var commandTag: String { pq_cmdStatus(handle).map { String(cString: $0) } ?? "" }

  /// The number at the end of the command tag, if it has one.
  package var affectedRows: Int? { pq_cmdTuples(handle).flatMap { Int(String(cString: $0)) } }

  package func isNull(_ row: Int, _ column: Int) -> Bool {
    bytes(row, column) == nil
  }

  /// A value that cannot be null; that it is null all the same, or not there, is an error.
  package func string(_ row: Int, _ column: Int) throws(DatabaseError) -> String {
    guard let text = optionalString(row, column) else {
      throw unexpectedNull(row: row, column: column)
    }
    return text
  }

  package func optionalString(_ row: Int, _ column: Int) -> String? {
    bytes(row, column).map { String(decoding: $0, as: UTF8.self) }
  }

  /// The bytes as libpq holds them, not copied: they live as long as this result does.
  package func bytes(_ row: Int, _ column: Int) -> UnsafeBufferPointer<UInt8>? {
    valueBytes(handle, Int32(truncatingIfNeeded: row), Int32(truncatingIfNeeded: column))
  }

  /// Reads every row with `decode`, which takes the columns in their order.
  ///
  /// A null where none may be, or a number that is none, is remembered by the reader and thrown
  /// here, so that decoding stays free of `try`.
  package func rows<Value>(
    _ decode: (inout RowReader) -> Value
  ) throws(DatabaseError) -> [Value] {
    var values: [Value] = []
    values.reserveCapacity(rowCount)
    try forEachRow { values.append(decode(&$0)) }
    return values
  }

  package func forEachRow(_ body: (inout RowReader) -> Void) throws(DatabaseError) {
    var reader = RowReader(handle)
    for row in 0..<pq_ntuples(handle) {
      reader.start(row: row)
      body(&reader)
      if let fault = reader.fault { throw error(for: fault, row: Int(row)) }
    }
  }

  var status: ResultStatus { ResultStatus(pq_resultStatus(handle)) }

  /// The server's error in this result.
  func error(statement: String?, isConnectionLost: Bool) -> DatabaseError {
    DatabaseError(handle, statement: statement, isConnectionLost: isConnectionLost)
  }

  private func error(for fault: RowReader.Fault, row: Int) -> DatabaseError {
    switch fault.reason {
    case .null: return unexpectedNull(row: row, column: Int(fault.column))
    case .malformed(let expected):
      let found = optionalString(row, Int(fault.column)) ?? "NULL"
      return DatabaseError(
        sqlstate: "XX000",
        message: "\(columnName(Int(fault.column))) holds \(quoteLiteral(found)), not \(expected)")
    }
  }

  private func unexpectedNull(row: Int, column: Int) -> DatabaseError {
    DatabaseError(
      sqlstate: "22004",
      message: "\(columnName(column)) is null in row \(row + 1), where a value was expected",
      hint: "an object may have been dropped while it was read; try again")
  }

  private func columnName(_ column: Int) -> String {
    let name = pq_fname(handle, Int32(truncatingIfNeeded: column)).map { String(cString: $0) }
    return "column \(quoteIdentifier(name ?? String(column + 1)))"
  }
}

/// libpq's result states, as an enum without holes.
enum ResultStatus {
  case empty, command, rows, someRows, copyIn, copyOut, failed, pipelineSync, pipelineAborted

  init(_ raw: Int32) {
    switch Int(raw) {
    case PQ_EMPTY_QUERY: self = .empty
    case PQ_COMMAND_OK, PQ_NONFATAL_ERROR: self = .command
    case PQ_TUPLES_OK: self = .rows
    case PQ_SINGLE_TUPLE, PQ_TUPLES_CHUNK: self = .someRows
    case PQ_COPY_IN: self = .copyIn
    case PQ_COPY_OUT: self = .copyOut
    case PQ_PIPELINE_SYNC: self = .pipelineSync
    case PQ_PIPELINE_ABORTED: self = .pipelineAborted
    default: self = .failed
    }
  }
}

/// A value's bytes, or nil for null and for a place outside the result.
@inline(__always)
func valueBytes(
  _ result: OpaquePointer, _ row: Int32, _ column: Int32
) -> UnsafeBufferPointer<UInt8>? {
  let length = pq_getlength(result, row, column)
  // A null has the length 0 too; only then is the second question needed.
  if length == 0, pq_getisnull(result, row, column) != 0 { return nil }
  guard let value = pq_getvalue(result, row, column) else { return nil }
  return UnsafeBufferPointer(
    start: UnsafeRawPointer(value).assumingMemoryBound(to: UInt8.self), count: Int(length))
}
