using System.Text;

namespace Ringspun.Http.Responses;

/// <summary>Media types by file name extension. Text is UTF-8: the charset of files on a Linux machine.</summary>
internal static class ContentTypes
{
    private static readonly byte[] Unknown = Encoding.ASCII.GetBytes("application/octet-stream");

    // Longer extensions than this are not in the table.
    private const int MaxExtension = 16;

    // Asked when a file is loaded, not when it is served: the simplest table will do.
    private static readonly Dictionary<string, byte[]>.AlternateLookup<ReadOnlySpan<char>> Lookup =
        Build().GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The Content-Type of a path; <c>application/octet-stream</c> when its extension says nothing.</summary>
    public static byte[] Of(ReadOnlySpan<byte> path)
    {
        var name = path[(path.LastIndexOf((byte)'/') + 1)..];
        var extension = name[(name.LastIndexOf((byte)'.') + 1)..];
        Span<char> characters = stackalloc char[MaxExtension];
        return extension.Length < name.Length
            && extension.Length <= MaxExtension
            && Encoding.ASCII.TryGetChars(extension, characters, out int count)
            && Lookup.TryGetValue(characters[..count], out byte[]? type) ? type : Unknown;
    }

    private static Dictionary<string, byte[]> Build()
    {
        const string utf8 = "; charset=utf-8";
        var table = new Dictionary<string, byte[]>(StringComparer.OrdinalIgnoreCase);
        Add("text/html" + utf8, "html", "htm");
        Add("text/css" + utf8, "css");
        Add("text/javascript" + utf8, "js", "mjs");
        Add("text/plain" + utf8, "txt", "text", "log", "conf", "ini", "c", "h", "cs", "rs", "go", "py", "sh", "diff", "patch");
        Add("text/markdown" + utf8, "md", "markdown");
        Add("text/csv" + utf8, "csv");
        Add("text/tab-separated-values" + utf8, "tsv");
        Add("text/calendar" + utf8, "ics");
        Add("text/vcard" + utf8, "vcf");
        Add("text/vtt" + utf8, "vtt");
        Add("text/xml" + utf8, "xml", "xsd", "xsl");
        Add("application/json" + utf8, "json", "map");
        Add("application/ld+json" + utf8, "jsonld");
        Add("application/geo+json" + utf8, "geojson");
        Add("application/manifest+json" + utf8, "webmanifest");
        Add("application/yaml" + utf8, "yaml", "yml");
        Add("application/toml" + utf8, "toml");
        Add("application/xhtml+xml" + utf8, "xhtml");
        Add("application/atom+xml" + utf8, "atom");
        Add("application/rss+xml" + utf8, "rss");
        Add("image/svg+xml" + utf8, "svg");
        Add("image/png", "png");
        Add("image/apng", "apng");
        Add("image/jpeg", "jpg", "jpeg", "jfif");
        Add("image/gif", "gif");
        Add("image/webp", "webp");
        Add("image/avif", "avif");
        Add("image/jxl", "jxl");
        Add("image/bmp", "bmp");
        Add("image/tiff", "tif", "tiff");
        Add("image/vnd.microsoft.icon", "ico", "cur");
        Add("font/woff", "woff");
        Add("font/woff2", "woff2");
        Add("font/ttf", "ttf");
        Add("font/otf", "otf");
        Add("font/collection", "ttc");
        Add("application/vnd.ms-fontobject", "eot");
        Add("audio/mpeg", "mp3");
        Add("audio/mp4", "m4a");
        Add("audio/aac", "aac");
        Add("audio/flac", "flac");
        Add("audio/ogg", "ogg", "oga", "opus");
        Add("audio/wav", "wav");
        Add("audio/midi", "mid", "midi");
        Add("video/mp4", "mp4", "m4v");
        Add("video/webm", "webm");
        Add("video/ogg", "ogv");
        Add("video/mpeg", "mpeg", "mpg");
        Add("video/quicktime", "mov");
        Add("video/x-matroska", "mkv");
        Add("video/x-msvideo", "avi");
        Add("video/mp2t", "ts");
        Add("application/vnd.apple.mpegurl", "m3u8");
        Add("application/dash+xml", "mpd");
        Add("application/wasm", "wasm");
        Add("application/pdf", "pdf");
        Add("application/postscript", "ps", "eps");
        Add("application/rtf", "rtf");
        Add("application/epub+zip", "epub");
        Add("application/zip", "zip");
        Add("application/gzip", "gz", "tgz");
        Add("application/x-bzip2", "bz2");
        Add("application/x-xz", "xz");
        Add("application/zstd", "zst");
        Add("application/x-7z-compressed", "7z");
        Add("application/vnd.rar", "rar");
        Add("application/x-tar", "tar");
        Add("application/java-archive", "jar");
        Add("application/vnd.sqlite3", "sqlite", "db");
        Add("application/msword", "doc");
        Add("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx");
        Add("application/vnd.ms-excel", "xls");
        Add("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx");
        Add("application/vnd.ms-powerpoint", "ppt");
        Add("application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx");
        Add("application/vnd.oasis.opendocument.text", "odt");
        Add("application/vnd.oasis.opendocument.spreadsheet", "ods");
        Add("application/vnd.oasis.opendocument.presentation", "odp");
        Add("application/vnd.debian.binary-package", "deb");
        Add("application/pgp-signature", "asc", "sig");
        Add("model/gltf+json", "gltf");
        Add("model/gltf-binary", "glb");
        return table;

        void Add(string type, params ReadOnlySpan<string> extensions)
        {
            byte[] bytes = Encoding.ASCII.GetBytes(type);
            foreach (string extension in extensions)
            {
                table.Add(extension, bytes);
            }
        }
    }
}
