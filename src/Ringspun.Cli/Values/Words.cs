namespace Ringspun.Cli.Values;

/// <summary>Values that are one of a few words.</summary>
internal static class Words
{
    public static ValueReader<T> Among<T>(params (string Word, T Value)[] words) =>
        (string text, out T value, out string expected) =>
        {
            int found = Array.FindIndex(words, entry => entry.Word == text);
            value = found < 0 ? default! : words[found].Value;
            expected = string.Join(", ", words.Select(entry => $"'{entry.Word}'"));
            return found >= 0;
        };
}
