package io.microcdi.it.browser;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import javax.imageio.ImageIO;

/** Makes PNG files of the docs small. */
final class Pictures {

    private static final int MOST_COLORS = 256;

    private Pictures() {
    }

    /** Leaves a picture its 256 most frequent colors. Each other one becomes the nearest of them. */
    static void shrink(Path file) throws IOException {
        BufferedImage image = ImageIO.read(file.toFile());
        int[] pixels = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
        Map<Integer, Integer> counts = new HashMap<>();
        for (int pixel : pixels) {
            counts.merge(pixel, 1, Integer::sum);
        }
        List<Integer> colors = new ArrayList<>(counts.keySet());
        colors.sort(Comparator.comparing((Integer color) -> counts.get(color)).reversed());
        List<Integer> kept = List.copyOf(colors.subList(0, Math.min(MOST_COLORS, colors.size())));
        Map<Integer, Integer> places = new HashMap<>();
        for (Integer color : colors) {
            places.put(color, kept
                    .indexOf(kept.stream().min(Comparator.comparing(other -> distance(color, other))).orElseThrow()));
        }
        BufferedImage small = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_BYTE_INDEXED,
                palette(kept));
        WritableRaster raster = small.getRaster();
        for (int i = 0; i < pixels.length; i++) {
            raster.setSample(i % image.getWidth(), i / image.getWidth(), 0, places.get(pixels[i]));
        }
        ImageIO.write(small, "png", file.toFile());
    }

    private static IndexColorModel palette(List<Integer> colors) {
        byte[][] parts = new byte[3][MOST_COLORS];
        for (int i = 0; i < colors.size(); i++) {
            for (int part = 0; part < parts.length; part++) {
                parts[part][i] = (byte) (colors.get(i) >> 16 - 8 * part);
            }
        }
        return new IndexColorModel(8, MOST_COLORS, parts[0], parts[1], parts[2]);
    }

    private static int distance(int one, int other) {
        int sum = 0;
        for (int shift = 0; shift <= 16; shift += 8) {
            int difference = (one >> shift & 0xff) - (other >> shift & 0xff);
            sum += difference * difference;
        }
        return sum;
    }
}
