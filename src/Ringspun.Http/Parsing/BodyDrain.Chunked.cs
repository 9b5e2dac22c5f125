using System.Buffers;

namespace Ringspun.Http.Parsing;

/// <content>The chunked coding (RFC 9112 section 7.1), a state per byte: sizes and line ends are few, the data between them is skipped whole.</content>
internal partial struct BodyDrain
{
    private enum State : byte
    {
        Done,
        Plain,
        UntilClose,
        Size,
        SizeWhitespace,
        Extension,
        SizeLf,
        Data,
        DataCr,
        DataLf,
        TrailerStart,
        TrailerName,
        TrailerValue,
        TrailerLf,
        EndLf,
        Malformed,
        TooLarge,
    }

    private State Step(byte b)
    {
        switch (_state)
        {
            case State.Size:
                return StepSize(b);
            case State.SizeWhitespace:
                // Section 7.1.1: whitespace may stand before the semicolon of an extension ("bad" whitespace), nowhere else.
                return b == ';' ? Spend(State.Extension) : Grammar.IsWhitespace(b) ? Spend(State.SizeWhitespace) : State.Malformed;
            case State.Extension:
                return b == '\r' ? State.SizeLf : IsFieldByte(b) ? Spend(State.Extension) : State.Malformed;
            case State.SizeLf:
                return b == '\n' ? StartChunk() : State.Malformed;
            case State.DataCr:
                return b == '\r' ? State.DataLf : State.Malformed;
            case State.DataLf:
                return b == '\n' ? State.Size : State.Malformed;
            case State.TrailerStart:
                return b == '\r' ? State.EndLf : IsNameByte(b) ? Spend(State.TrailerName) : State.Malformed;
            case State.TrailerName:
                return b == ':' ? Spend(State.TrailerValue) : IsNameByte(b) ? Spend(State.TrailerName) : State.Malformed;
            case State.TrailerValue:
                return b == '\r' ? State.TrailerLf : IsFieldByte(b) ? Spend(State.TrailerValue) : State.Malformed;
            case State.TrailerLf:
                return b == '\n' ? State.TrailerStart : State.Malformed;
            case State.EndLf:
                return b == '\n' ? State.Done : State.Malformed;
            default:
                return State.Malformed;
        }
    }

    private State StepSize(byte b)
    {
        int digit = Grammar.HexValue(b);
        if (digit >= 0)
        {
            if (++_digits > MaxSizeDigits)
            {
                return State.Malformed;
            }

            // Saturates instead of wrapping: a size that wraps to a small one is how chunk parsers are fooled.
            _remaining = _remaining > (long.MaxValue >> 4) ? long.MaxValue : (_remaining << 4) | (uint)digit;
            return State.Size;
        }

        if (_digits == 0)
        {
            return State.Malformed;
        }

        return b switch
        {
            (byte)'\r' => State.SizeLf,
            (byte)';' => Spend(State.Extension),
            (byte)' ' or (byte)'\t' => Spend(State.SizeWhitespace),
            _ => State.Malformed,
        };
    }

    private State StartChunk()
    {
        _digits = 0;
        if (_remaining == 0)
        {
            return State.TrailerStart;
        }

        if (_remaining > _allowance)
        {
            return State.TooLarge;
        }

        _allowance -= _remaining;
        return State.Data;
    }

    // Section 7.1.1 asks for a limit on extensions: one data byte per chunk with a long extension each costs the sender nothing.
    private State Spend(State next) => --_overhead < 0 ? State.Malformed : next;

    private static bool IsFieldByte(byte b) => !Grammar.NotInFieldValue.Contains(b);

    private static bool IsNameByte(byte b) => Grammar.Token.Contains(b);
}
