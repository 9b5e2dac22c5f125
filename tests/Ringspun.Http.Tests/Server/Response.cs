using System.Text;

namespace Ringspun.Http.Tests.Server;

/// <summary>A response as a client sees it.</summary>
internal sealed record Response(string Head, byte[] Body)
{
    public int Status => int.Parse(Head.AsSpan(9, 3), null);

    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>The head without the one field that changes from second to second.</summary>
    public IEnumerable<string> TimelessHead => Head.Split("\r\n").Where(static line => !line.StartsWith("Date: ", StringComparison.Ordinal));

    /// <summary>A field's value, or null.</summary>
    public string? Field(string name)
    {
        foreach (string line in Head.Split("\r\n"))
        {
            if (line.StartsWith(name + ": ", StringComparison.OrdinalIgnoreCase))
            {
                return line[(name.Length + 2)..];
            }
        }

        return null;
    }
}
