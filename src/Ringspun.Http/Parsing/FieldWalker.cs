namespace Ringspun.Http.Parsing;

/// <summary>Walks the field lines of a head that was accepted.</summary>
internal ref struct FieldWalker
{
    private ReadOnlySpan<byte> _rest;

    public FieldWalker(ReadOnlySpan<byte> bytes, RequestHead head)
        : this(head.Fields.Of(bytes))
    {
    }

    /// <summary>Walks field lines that were accepted, without the empty line that ends them.</summary>
    public FieldWalker(ReadOnlySpan<byte> fields)
    {
        _rest = fields;
        Name = Value = default;
    }

    public ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>The value without the whitespace around it.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    public bool MoveNext()
    {
        // Folded lines (obs-fold), which responses may have, are part of a value that nobody wants whole.
        while (!_rest.IsEmpty && Grammar.IsWhitespace(_rest[0]))
        {
            _rest = _rest[(_rest.IndexOf((byte)'\r') + 2)..];
        }

        if (_rest.IsEmpty)
        {
            return false;
        }

        // The parser has seen a colon and a CR LF in every other line.
        int end = _rest.IndexOf((byte)'\r');
        var line = _rest[..end];
        int colon = line.IndexOf((byte)':');
        Name = line[..colon];
        Value = Grammar.TrimWhitespace(line[(colon + 1)..]);
        _rest = _rest[(end + 2)..];
        return true;
    }
}
