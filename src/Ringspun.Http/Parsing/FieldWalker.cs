namespace Ringspun.Http.Parsing;

/// <summary>Walks the field lines of a head that <see cref="RequestParser"/> has accepted.</summary>
internal ref struct FieldWalker
{
    private ReadOnlySpan<byte> _rest;

    public FieldWalker(ReadOnlySpan<byte> bytes, RequestHead head)
    {
        _rest = head.Fields.Of(bytes);
        Name = Value = default;
    }

    public ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>The value without the whitespace around it.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    public bool MoveNext()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        // The parser has seen a colon and a CR LF in every line.
        int end = _rest.IndexOf((byte)'\r');
        var line = _rest[..end];
        int colon = line.IndexOf((byte)':');
        Name = line[..colon];
        Value = Grammar.TrimWhitespace(line[(colon + 1)..]);
        _rest = _rest[(end + 2)..];
        return true;
    }
}
