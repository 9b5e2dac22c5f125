using System.Runtime.CompilerServices;
using Xunit.Sdk;

namespace Ringspun.Tcp.Tests.Support;

/// <summary>Assertions that are made millions of times: what they would say is put together only when they fail.</summary>
internal static class Held
{
    public static void That(bool condition, [InterpolatedStringHandlerArgument(nameof(condition))] ref Message message)
    {
        if (!condition)
        {
            throw new XunitException(message.ToString());
        }
    }

    [InterpolatedStringHandler]
    internal ref struct Message
    {
        private DefaultInterpolatedStringHandler _text;

        public Message(int literalLength, int formattedCount, bool condition, out bool isNeeded)
        {
            isNeeded = !condition;
            _text = isNeeded ? new DefaultInterpolatedStringHandler(literalLength, formattedCount) : default;
        }

        public void AppendLiteral(string text) => _text.AppendLiteral(text);

        public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);

        public override string ToString() => _text.ToStringAndClear();
    }
}
