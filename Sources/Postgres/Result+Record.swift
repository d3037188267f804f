import CPostgres

/// Results that outlive their connection, and the process: rows as bytes, and rows again.
extension Result {
  /// Puts the rows behind what is packed already.
  package func record(in packed: inout PackedWriter) {
    let (rows, columns) = (rowCount, columnCount)
    packed.add(rows)
    packed.add(columns)
    for row in 0..<rows {
      for column in 0..<columns {
        guard let bytes = bytes(row, column) else {
          packed.add(0)
          continue
        }
        packed.add(bytes.count + 1)
        packed.append(bytes)
      }
    }
  }

  /// The rows that were recorded. Nil where the bytes make no sense, or without libpq.
  package init?(recorded packed: inout PackedReader) {
    guard pq_load() == nil, let rows = packed.number(), let columns = packed.number(), rows >= 0,
      columns >= 0, columns < 1664, let handle = pq_makeEmptyPGresult(nil, Int32(PQ_TUPLES_OK))
    else { return nil }
    guard Self.fill(handle, rows: rows, columns: columns, &packed) else {
      pq_clear(handle)
      return nil
    }
    self.init(handle)
  }

  private static func fill(
    _ handle: OpaquePointer, rows: Int, columns: Int, _ packed: inout PackedReader
  ) -> Bool {
    let strings = CStringArena()
    let blank = UnsafeMutablePointer(mutating: strings.string(""))
    var attributes = [PGresAttDesc](
      repeating: PGresAttDesc(
        name: blank, table: 0, column: 0, format: 0, type: 0, length: -1, modifier: -1),
      count: columns)
    let isMade = withExtendedLifetime(strings) {
      pq_setResultAttrs(handle, Int32(columns), &attributes) != 0
    }
    guard isMade || columns == 0 else { return false }
    for row in 0..<rows {
      for column in 0..<columns {
        guard let length = packed.number(), length >= 0 else { return false }
        let isSet: Bool
        if length == 0 {
          isSet = pq_setvalue(handle, Int32(row), Int32(column), nil, -1) != 0
        } else {
          guard let bytes = packed.raw(length - 1) else { return false }
          isSet = bytes.withUnsafeBytes { raw in
            // libpq copies the bytes and changes nothing.
            let start = UnsafeMutablePointer(
              mutating: raw.baseAddress?.assumingMemoryBound(to: CChar.self))
            return pq_setvalue(
              handle, Int32(row), Int32(column), start ?? blank,
              Int32(truncatingIfNeeded: raw.count)
            ) != 0
          }
        }
        guard isSet else { return false }
      }
    }
    return true
  }
}
