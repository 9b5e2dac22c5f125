using System.Globalization;

namespace Ringspun.Cli.Load.Requests;

/// <summary>Statuses that are as expected: <c>200</c>, <c>200,204</c>, <c>2xx</c>, <c>2xx,304</c>.</summary>
internal sealed class StatusSet
{
    private readonly bool[] _members = new bool[1000];

    private StatusSet(string text) => Text = text;

    /// <summary>As it was typed.</summary>
    public string Text { get; }

    public bool Contains(int status) => (uint)status < (uint)_members.Length && _members[status];

    public static bool TryRead(string text, out StatusSet value, out string expected)
    {
        expected = "statuses such as 200, 2xx or 200,204,3xx";
        value = new StatusSet(text);
        foreach (string part in text.Split(','))
        {
            string entry = part.Trim();
            bool isClass = entry.Length == 3 && entry.EndsWith("xx", StringComparison.OrdinalIgnoreCase);
            string digits = isClass ? $"{entry[0]}00" : entry;
            if (digits.Length != 3 || !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int status) || status is < 100 or > 599)
            {
                return false;
            }

            Array.Fill(value._members, true, status, isClass ? 100 : 1);
        }

        return true;
    }
}
